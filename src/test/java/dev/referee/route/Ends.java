package dev.referee.route;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.model.ModelCamelContext;

/** Stands where routes leave the process: notes what would be sent, and answers as a test says. Thread-safe. */
final class Ends {

    /** What one end answers to its n-th request, from 1 on. */
    interface Answer {
        void to(Exchange exchange, int attempt) throws Exception;
    }

    private static final Map<String, String> ENDS = Map.of(
            "openai-accept-post", "openai-accept",
            "openai-reject-post", "openai-reject",
            "openai-refer-post", "openai-refer",
            "openai-hangup-post", "openai-hangup",
            "attach-open", "attach",
            "say-send", "say");

    private final Map<String, List<String>> sent = new ConcurrentHashMap<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    void weaveInto(ModelCamelContext camel) throws Exception {
        for (Map.Entry<String, String> end : ENDS.entrySet()) {
            AdviceWith.adviceWith(camel, end.getValue(), route -> route.weaveById(end.getKey())
                    .replace()
                    .process(at(end.getKey()))
                    .id(end.getKey()));
        }
    }

    private Processor at(String end) {
        return exchange -> {
            List<String> bodies = sent(end);
            bodies.add(String.valueOf(exchange.getMessage().getBody(String.class)));
            exchange.getMessage().removeHeaders("*");
            exchange.getMessage().setBody("");
            answers.getOrDefault(end, status(200)).to(exchange, bodies.size());
        };
    }

    void reset() {
        sent.clear();
        answers.clear();
    }

    void answer(String end, Answer answer) {
        answers.put(end, answer);
    }

    /** The bodies that one end was sent, in order. */
    List<String> sent(String end) {
        return sent.computeIfAbsent(end, same -> new CopyOnWriteArrayList<>());
    }

    static Answer status(int status) {
        return (exchange, attempt) -> exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    }

    static Answer failing(Function<Integer, Exception> failure) {
        return (exchange, attempt) -> {
            throw failure.apply(attempt);
        };
    }
}

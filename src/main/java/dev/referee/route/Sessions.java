package dev.referee.route;

import dev.referee.call.AgentLeg;
import dev.referee.call.Call;
import dev.referee.call.CallEvent;
import dev.referee.call.CallId;
import dev.referee.config.AgentSettings;
import dev.referee.config.RefereeSettings;
import dev.referee.config.Roster;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.openai.AnswerHeaders;
import dev.referee.openai.OpenAiAnswers;
import dev.referee.openai.SessionRequest;
import dev.referee.transfer.RequestResult;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** The four verbs of OpenAI's call control: prepares each request and reads each answer. */
@Component("session")
public class Sessions {

    private static final String JSON = "application/json";
    private static final long LEAST_PAUSE_MS = 250;
    private static final String SENT_AT = "sentAt";

    private final CallDesk desk;
    private final Ledger ledger;
    private final RefereeSettings settings;
    private final SessionTools tools;
    private final Roster roster;
    private final AcceptTimes times;
    private final Clock clock;
    private final Timer acceptTimer;

    Sessions(
            CallDesk desk,
            Ledger ledger,
            RefereeSettings settings,
            SessionTools tools,
            Roster roster,
            AcceptTimes times,
            Clock clock,
            MeterRegistry meters) {
        this.desk = desk;
        this.ledger = ledger;
        this.settings = settings;
        this.tools = tools;
        this.roster = roster;
        this.times = times;
        this.clock = clock;
        this.acceptTimer = Timer.builder("referee.accept")
                .description("Webhook in to accept out")
                .publishPercentileHistogram()
                .register(meters);
    }

    /** Notes until when {@code /accept} may be repeated. */
    public void acceptWindow(Exchange exchange) {
        exchange.setVariable(
                "acceptUntil", clock.instant().plus(settings.agent().acceptWindow()));
    }

    /** {@code POST /accept}: the agent's session, with its tools. A pause that outlasts the window ends the attempts. */
    public void accept(Exchange exchange) {
        CallHead head = ledger.find(Vars.callKey(exchange)).orElseThrow();
        CallId callId = Vars.callId(exchange);
        RequestResult last = exchange.getVariable(Vars.RESULT, RequestResult.class);
        boolean late = last != null && !clock.instant().isBefore(Vars.required(exchange, "acceptUntil", Instant.class));
        if (late || !isAwaited(head, callId)) {
            times.forget(callId);
            if (last != null) {
                desk.apply(head.key(), new CallEvent.AcceptAnswered(callId, last));
            }
            exchange.setRouteStop(true);
            return;
        }
        AgentSettings agent = roster.of(head.key()).agentNamed(head.agent());
        times.acceptLeaves(callId).ifPresent(acceptTimer::record);
        post(
                exchange,
                "accept",
                new SessionRequest(agent.model(), agent.voice(), agent.instructions(), tools.offer(callId, agent))
                        .json());
    }

    /** {@code POST /reject} with OpenAI's default status, 603. */
    public void reject(Exchange exchange) {
        times.forget(Vars.callId(exchange));
        post(exchange, "reject", "{\"status_code\":603}");
    }

    /** {@code POST /hangup}. */
    public void hangUp(Exchange exchange) {
        post(exchange, "hangup", "{}");
    }

    /** {@code POST /refer}; the body is the destination. */
    public void refer(Exchange exchange) {
        String to = exchange.getMessage().getBody(String.class);
        post(exchange, "refer", "{\"target_uri\":\"" + to + "\"}");
    }

    /** The call id is checked by its type, so nothing but one path segment comes of it; nothing else goes along. */
    private void post(Exchange exchange, String verb, String body) {
        CallId callId = Vars.callId(exchange);
        // Of an earlier attempt or mechanism; answered() would read it as the failure of this request.
        exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_PATH, "/" + callId.value() + "/" + verb);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, JSON);
        exchange.getMessage().setBody(body);
        exchange.setVariable("verb", verb);
        exchange.setVariable(SENT_AT, clock.instant());
    }

    /** Reads the answer, or the failure in its place, into the variable {@code result}. */
    public void answered(Exchange exchange) {
        OpenAiAnswers.Answer answer = answer(exchange);
        Map<String, String> seen = seen(exchange);
        exchange.setVariable("retryAfter", exchange.getMessage().getHeader("retry-after", "", String.class));
        Requests.forget(exchange);
        exchange.setVariable(Vars.RESULT, answer.result().with(seen));
        exchange.setVariable("retryable", answer.retryable());
    }

    /** How long it took, and of an answer its status and harmless headers. */
    private Map<String, String> seen(Exchange exchange) {
        Instant sent = Vars.required(exchange, SENT_AT, Instant.class);
        Map<String, String> seen = new HashMap<>();
        Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        if (status != null) {
            seen.put(AnswerHeaders.STATUS, status.toString());
            seen.putAll(AnswerHeaders.of(exchange.getMessage().getHeaders()));
        }
        seen.put(
                AnswerHeaders.TOOK,
                Long.toString(Duration.between(sent, clock.instant()).toMillis()));
        return seen;
    }

    private static OpenAiAnswers.Answer answer(Exchange exchange) {
        OpenAiAnswers.Verb verb = OpenAiAnswers.Verb.valueOf(
                exchange.getVariable("verb", String.class).toUpperCase(java.util.Locale.ROOT));
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (failure != null) {
            exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
            return OpenAiAnswers.failed(verb, failure);
        }
        return OpenAiAnswers.classify(
                verb,
                exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class),
                exchange.getMessage().getBody(String.class),
                exchange.getMessage().getHeader("x-request-id", String.class));
    }

    /** Hands in the answer to {@code /accept}; throws {@link TryAgain} while another attempt makes sense. */
    public void accepted(Exchange exchange) throws TryAgain {
        RequestResult result = Vars.required(exchange, Vars.RESULT, RequestResult.class);
        boolean retryable = exchange.getVariable("retryable", Boolean.class);
        Instant until = Vars.required(exchange, "acceptUntil", Instant.class);
        if (retryable && clock.instant().isBefore(until) && isWanted(exchange)) {
            pause(exchange, until);
            throw new TryAgain(result.reason());
        }
        desk.apply(Vars.callKey(exchange), new CallEvent.AcceptAnswered(Vars.callId(exchange), result));
    }

    /**
     * A {@code Retry-After} in seconds is kept to as far as a caller can wait: one that outlasts the window leads to a last
     * attempt at its end. Without one, or with a date, the route's own pauses hold.
     */
    private void pause(Exchange exchange, Instant until) {
        String said = exchange.getVariable("retryAfter", "", String.class).strip();
        exchange.getMessage().removeHeader(Exchange.REDELIVERY_DELAY);
        if (!said.matches("[0-9]{1,6}")) {
            return;
        }
        long left = Duration.between(clock.instant(), until)
                .minus(settings.agent().acceptAttemptTimeout())
                .toMillis();
        long wanted = TimeUnit.SECONDS.toMillis(Long.parseLong(said));
        if (wanted > 0) {
            exchange.getMessage()
                    .setHeader(Exchange.REDELIVERY_DELAY, Math.max(LEAST_PAUSE_MS, Math.min(wanted, left)));
        }
    }

    private boolean isWanted(Exchange exchange) {
        CallId callId = Vars.callId(exchange);
        return ledger.find(Vars.callKey(exchange))
                .filter(head -> isAwaited(head, callId))
                .isPresent();
    }

    /** Nobody waits for an accept once the caller has left, or once another node has done it. */
    private static boolean isAwaited(CallHead head, CallId callId) {
        Call call = head.file().call();
        return !call.stage().isOver()
                && call.agent() instanceof AgentLeg.Accepting accepting
                && accepting.callId().equals(callId);
    }
}

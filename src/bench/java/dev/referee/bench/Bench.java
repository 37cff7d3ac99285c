package dev.referee.bench;

import ch.qos.logback.classic.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The benchmark that anyone can run: {@code mvn -Pbench verify}, or with {@code -Dbench.args="calls --runs=1"} a part of it.
 * The gateway, the packed jar or the hand-written yardstick, is a process of its own; this one is the load generator. See
 * {@code src/main/docs/performance.md}.
 */
public final class Bench {

    private static final List<String> GROWTH = List.of("rates", "in-progress", "history", "nodes");
    private static final List<String> USUAL = List.of("start", "calls", "idle", "due");

    private Bench() {}

    /** Runs the parts that are named, else those whose figures are compared with the yardstick. */
    public static void main(String[] arguments) {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        try {
            run(Options.of(arguments));
            System.exit(0);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
        }
    }

    private static void run(Options options) {
        Report report = new Report();
        Map<String, Consumer<Kind>> parts = new LinkedHashMap<>();
        parts.put("start", new StartUp(options, report)::run);
        parts.put("calls", new WholeCalls(options, report)::run);
        parts.put("idle", new IdleCalls(options, report)::run);
        parts.put("due", new DueAtOnce(options, report)::run);
        Growth growth = new Growth(options);
        parts.put("rates", growth::rates);
        parts.put("in-progress", growth::inProgress);
        parts.put("history", growth::history);
        parts.put("nodes", growth::nodes);
        List<String> wanted = options.parts().isEmpty() ? USUAL : options.parts();
        for (String part : wanted) {
            if (!parts.containsKey(part)) {
                throw new IllegalArgumentException("no such part: " + part + "; there are " + parts.keySet());
            }
        }
        System.out.println(Machine.line(options));
        for (int run = 1; run <= options.runs(); run++) {
            System.out.println("run " + run + " of " + options.runs());
            for (String part : wanted) {
                if (GROWTH.contains(part)) {
                    System.out.println(Growth.head());
                }
                for (Kind kind : options.gateways()) {
                    parts.get(part).accept(kind);
                }
            }
        }
        System.out.println();
        System.out.println(report.table());
        Goals.of(report).forEach(System.out::println);
    }
}

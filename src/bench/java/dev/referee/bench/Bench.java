package dev.referee.bench;

import ch.qos.logback.classic.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The benchmark that anyone can run: {@code mvn -Pbench verify}, or with {@code -Dbench.args="calls --runs=1"} a part of it.
 * The gateway, the packed jar or the hand-written yardstick, is a process of its own; this one is the load generator. More in
 * {@code src/main/docs/performance.md}.
 */
public final class Bench {

    private static final List<String> USUAL = List.of("start", "calls", "idle", "due");

    private Bench() {}

    /** Runs the parts that are named, else those whose figures are compared with the yardstick. */
    public static void main(String[] arguments) {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        try {
            System.exit(run(Options.of(arguments)) ? 0 : 1);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
        } catch (RuntimeException failed) {
            failed.printStackTrace();
            System.exit(1); // threads of the callers would go on
        }
    }

    /** Whether all that was wanted could be measured. */
    private static boolean run(Options options) {
        Report report = new Report();
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("start", new StartUp(options, report));
        parts.put("calls", new WholeCalls(options, report));
        parts.put("idle", new IdleCalls(options, report));
        parts.put("due", new DueAtOnce(options, report));
        parts.put("rates", new Rates(options, report));
        parts.put("in-progress", new InProgress(options, report));
        parts.put("history", new LongHistory(options, report));
        parts.put("nodes", new Nodes(options, report));
        List<Part> wanted = wanted(options, parts);
        List<Kind> kinds = options.gateways();
        System.out.println(Machine.line(options));
        Stolen stolen = Stolen.now();
        boolean failed = false;
        for (int run = 1; run <= options.runs(); run++) {
            System.out.println("run " + run + " of " + options.runs());
            for (Part part : wanted) {
                if (part instanceof Growth) {
                    System.out.println("\n" + Growth.head());
                }
                for (Kind kind : kinds) {
                    failed |= !ran(part, kind);
                }
            }
        }
        System.out.println(report.isEmpty() ? "" : "\n" + report.table());
        Goals.of(report).forEach(System.out::println);
        System.out.printf(Locale.ROOT, "meanwhile the host took %.1f %% of the processors%n", stolen.percent());
        return !failed;
    }

    /** What cannot be measured, as the machine is too busy or the gateway is, does not spoil the rest. */
    private static boolean ran(Part part, Kind kind) {
        try {
            part.run(kind);
            return true;
        } catch (IllegalStateException failure) {
            System.out.println("  FAILED: " + part.getClass().getSimpleName() + ", " + kind.label);
            failure.printStackTrace();
            return false;
        }
    }

    private static List<Part> wanted(Options options, Map<String, Part> parts) {
        List<String> names = options.parts().isEmpty() ? USUAL : options.parts();
        List<String> unknown =
                names.stream().filter(name -> !parts.containsKey(name)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("no such part: " + unknown + "; there are " + parts.keySet());
        }
        return names.stream().map(parts::get).toList();
    }
}

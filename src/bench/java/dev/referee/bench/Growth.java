package dev.referee.bench;

import dev.referee.bench.WholeCalls.Figures;
import dev.referee.twin.CallScript;
import dev.referee.twin.TwinCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the cost of a whole call grows: with calls in progress that only wait, with calls a second, with finished calls in the
 * ledger, and from one node to two on one database. One line of a table for each step.
 */
final class Growth {

    private static final List<Integer> IN_PROGRESS = List.of(10, 100, 1_000, 5_000);
    private static final List<Integer> PER_SECOND = List.of(10, 20, 40, 60, 80, 100, 150, 200);
    private static final List<Integer> PAST = List.of(0, 100_000, 1_000_000);

    /** A million finished calls are some 40 million rows: H2 would be filled for longer than the rest takes. */
    private static final int PAST_MOST_H2 = 100_000;

    private static final int RATE = 20;
    private static final int COMING_PER_SECOND = 60;
    private static final Duration SETTLED = Duration.ofSeconds(15);
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Options options;

    Growth(Options options) {
        this.options = options;
    }

    static String head() {
        return "| | what | CPU per call, ms | accept p50 / p99, ms | overrun p99, ms | verdict p99, ms | sound |\n"
                + "|---|---|---|---|---|---|---|";
    }

    /** More and more calls in progress, while others come and go. */
    void inProgress(Kind kind) {
        try (Bed bed = warm(kind)) {
            List<TwinCall> waiting = new ArrayList<>();
            for (int count : IN_PROGRESS) {
                long begun = System.nanoTime();
                for (int i = 0; waiting.size() < count; i++) {
                    Pause.until(begun + i * 1_000_000_000L / COMING_PER_SECOND);
                    waiting.add(bed.callers().place(Callers.idleCall()));
                }
                Pause.ms(SETTLED.toMillis());
                double before = bed.gateway().used().cpuMs();
                Pause.ms(IDLE.toMillis());
                double idle = (bed.gateway().used().cpuMs() - before) / IDLE.toSeconds();
                row(
                        kind,
                        bed,
                        RATE,
                        String.format(Locale.ROOT, "%,d calls in progress, idle %.1f ms CPU a second", count, idle),
                        idle);
            }
        }
    }

    /** More and more calls a second, until it falls behind. */
    void rates(Kind kind) {
        try (Bed bed = warm(kind)) {
            for (int rate : PER_SECOND) {
                if (!row(kind, bed, rate, rate + " calls/s", 0)) {
                    return;
                }
            }
        }
    }

    /** More and more finished calls in the ledger. */
    void history(Kind kind) {
        for (int past : PAST) {
            if (kind == Kind.YARDSTICK || kind == Kind.H2 && past > PAST_MOST_H2) {
                continue;
            }
            try (Bed bed = Bed.make(options, kind)) {
                bed.gateway().awaitReady();
                if (past > 0) {
                    Callers.figures(bed.callers().comeFor(Callers.wholeCall(), 1, Duration.ofSeconds(2)), Bed.EVIDENCE);
                    Pause.ms(SETTLED.toMillis()); // until it is told to others, too
                    bed.fill(past);
                    bed.start(List.of()).awaitReady();
                }
                bed.callers().warmUp(Callers.wholeCall(), options.rate(), options.warmUp());
                Pause.ms(SETTLED.toMillis());
                row(kind, bed, RATE, String.format(Locale.ROOT, "%,d finished calls", past), 0);
            }
        }
    }

    /** The same calls on one node, and on two that share the database; a call comes to one, its webhook to either. */
    void nodes(Kind kind) {
        if (kind != Kind.POSTGRESQL) {
            return;
        }
        try (Bed bed = warm(kind)) {
            row(kind, bed, RATE, "one node", 0);
            Gateway first = bed.gateway();
            Gateway second = bed.start(List.of());
            second.awaitReady();
            comeToBoth(bed, first, second, options.warmUp());
            double before = first.used().cpuMs() + second.used().cpuMs();
            List<TwinCall> calls = comeToBoth(bed, first, second, options.measured());
            double cpu = first.used().cpuMs() + second.used().cpuMs() - before;
            say(kind, "two nodes, together", Figures.of(calls), cpu / calls.size());
        }
    }

    private static List<TwinCall> comeToBoth(Bed bed, Gateway first, Gateway second, Duration time) {
        List<TwinCall> calls = new ArrayList<>();
        long begun = System.nanoTime();
        long count = RATE * time.toSeconds();
        for (long i = 0; i < count; i++) {
            Pause.until(begun + i * 1_000_000_000L / RATE);
            bed.callers().gateway((i % 2 == 0 ? first : second).url());
            calls.add(bed.callers().place(Callers.wholeCall()));
        }
        return calls;
    }

    private Bed warm(Kind kind) {
        Bed bed = Bed.make(options, kind);
        bed.gateway().awaitReady();
        bed.callers().warmUp(Callers.wholeCall(), options.rate(), options.warmUp());
        Pause.ms(SETTLED.toMillis());
        return bed;
    }

    /** @param idle what the gateway needs without these calls, in milliseconds of CPU a second */
    private boolean row(Kind kind, Bed bed, int rate, String what, double idle) {
        CallScript script = Callers.wholeCall();
        bed.callers().comeFor(script, rate, SETTLED);
        double before = bed.gateway().used().cpuMs();
        List<TwinCall> calls = bed.callers().comeFor(script, rate, options.measured());
        double cpu = bed.gateway().used().cpuMs()
                - before
                - idle * options.measured().toSeconds();
        Figures figures = Figures.of(calls);
        say(kind, what, figures, cpu / calls.size());
        return figures.onTime();
    }

    private static void say(Kind kind, String what, Figures figures, double cpu) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.2f | %.1f / %.1f | %.1f | %.1f | %d of %d |%n",
                kind.label,
                what,
                cpu,
                figures.accept().median(),
                figures.accept().p99(),
                figures.overrun().p99(),
                figures.verdict().p99(),
                figures.sound(),
                figures.calls());
    }
}

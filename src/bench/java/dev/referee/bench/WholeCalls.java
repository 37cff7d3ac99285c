package dev.referee.bench;

import dev.referee.twin.TwinCall;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Whole calls, open loop: first at one rate, long enough for the compiler, where costs and times are taken; then at rising
 * rates until the gateway no longer holds its times.
 */
final class WholeCalls extends Part {

    private static final double ACCEPT_GOAL_MS = 30;
    private static final double OVERRUN_GOAL_MS = 100;

    WholeCalls(Options options, Report report) {
        super(options, report);
    }

    @Override
    void measure(Kind kind, Bed bed) {
        warm(bed);
        calmest(options.windows(), stolen -> costs(kind, bed, stolen));
        if (!options.steps().isEmpty()) {
            report.add(kind, Metric.HELD, held(kind, bed));
        }
    }

    private Runnable costs(Kind kind, Bed bed, Stolen stolen) {
        Proc before = bed.gateway().used();
        List<TwinCall> calls = bed.callers().comeFor(Callers.wholeCall(), options.rate(), options.measured());
        Proc after = bed.gateway().used();
        Figures figures = Figures.of(calls);
        double cpuMs = (after.cpuMs() - before.cpuMs()) / calls.size();
        say(kind, options.rate(), figures, cpuMs, stolen);
        return () -> {
            report.add(kind, Metric.CPU, cpuMs);
            report.add(kind, Metric.ACCEPT_P50, figures.accept().median());
            report.add(kind, Metric.ACCEPT_P99, figures.accept().p99());
            report.add(kind, Metric.OVERRUN_P50, figures.overrun().median());
            report.add(kind, Metric.OVERRUN_P99, figures.overrun().p99());
            report.add(kind, Metric.VERDICT_P99, figures.verdict().p99());
            report.add(kind, Metric.PEAK, after.peakKiB() / 1024.0);
        };
    }

    /** The highest rate at which every call was sound and on time; 0 if not even the first. */
    private int held(Kind kind, Bed bed) {
        int held = 0;
        for (int rate : options.steps()) {
            if (!holds(kind, bed, rate)) {
                break;
            }
            held = rate;
        }
        return held;
    }

    /** What the host has disturbed is tried again. */
    private boolean holds(Kind kind, Bed bed, int rate) {
        for (int i = 1; i <= TRIES; i++) {
            Stolen stolen = Stolen.now();
            Figures figures = Figures.of(bed.callers().comeFor(Callers.wholeCall(), rate, options.step()));
            boolean calm = Stolen.isCalm(stolen.percent());
            say(kind, rate, figures, Double.NaN, stolen);
            if (figures.onTime() || calm) {
                return figures.onTime();
            }
        }
        return false;
    }

    private static void say(Kind kind, int rate, Figures figures, double cpuMs, Stolen stolen) {
        System.out.printf(
                Locale.ROOT,
                "  %-20s %4d/s  sound %d of %d  accept p99 %.1f ms  overrun p99 %.1f ms  verdict p99 %.1f ms%s%s%n",
                kind.label,
                rate,
                figures.sound(),
                figures.calls(),
                figures.accept().p99(),
                figures.overrun().p99(),
                figures.verdict().p99(),
                Double.isNaN(cpuMs) ? "" : String.format(Locale.ROOT, "  CPU %.2f ms a call", cpuMs),
                stolen.remark());
    }

    /** What a number of calls show together. */
    record Figures(int calls, long sound, Spread accept, Spread overrun, Spread verdict) {

        static Figures of(List<TwinCall> calls) {
            List<CallFigures> all = Callers.figures(calls, Bed.EVIDENCE);
            return new Figures(
                    all.size(),
                    all.stream().filter(CallFigures::sound).count(),
                    spread(all, CallFigures::acceptMs),
                    spread(all, CallFigures::overrunMs),
                    spread(all, CallFigures::verdictMs));
        }

        private static Spread spread(List<CallFigures> all, ToDoubleFunction<CallFigures> which) {
            return Spread.of(all.stream()
                    .map(which::applyAsDouble)
                    .filter(each -> !each.isNaN())
                    .toList());
        }

        boolean onTime() {
            return sound == calls && accept.p99() <= ACCEPT_GOAL_MS && overrun.p99() <= OVERRUN_GOAL_MS;
        }
    }
}

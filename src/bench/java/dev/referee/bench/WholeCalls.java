package dev.referee.bench;

import dev.referee.twin.TwinCall;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

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
        for (int i = 0; i < options.windows(); i++) {
            add(kind, calmest(() -> window(kind, bed, options.rate(), options.measured()), Window::stolen));
        }
        if (!options.steps().isEmpty()) {
            report.add(kind, Metric.HELD, held(kind, bed));
        }
    }

    private static Window window(Kind kind, Bed bed, int rate, Duration duration) {
        Stolen stolen = Stolen.now();
        Proc before = bed.gateway().used();
        List<TwinCall> calls = bed.callers().comeFor(Callers.wholeCall(), rate, duration);
        Proc after = bed.gateway().used();
        double cpuMs = (after.cpuMs() - before.cpuMs()) / calls.size();
        Window window = new Window(Figures.of(calls), cpuMs, after.peakKiB() / 1024.0, stolen.percent());
        window.tell(kind, rate);
        return window;
    }

    private void add(Kind kind, Window window) {
        Figures figures = window.figures();
        report.add(kind, Metric.CPU, window.cpuMs());
        report.add(kind, Metric.ACCEPT_P50, figures.accept().median());
        report.add(kind, Metric.ACCEPT_P99, figures.accept().p99());
        report.add(kind, Metric.OVERRUN_P50, figures.overrun().median());
        report.add(kind, Metric.OVERRUN_P99, figures.overrun().p99());
        report.add(kind, Metric.VERDICT_P99, figures.verdict().p99());
        report.add(kind, Metric.PEAK, window.peakMiB());
    }

    /** The highest rate at which every call was sound and on time; 0 if not even the first. */
    private int held(Kind kind, Bed bed) {
        int held = 0;
        for (int rate : options.steps()) {
            Window window = calmest(() -> window(kind, bed, rate, options.step()), Window::stolen);
            if (!window.figures().onTime()) {
                break;
            }
            held = rate;
        }
        return held;
    }

    /**
     * Calls that came within some seconds, and what the gateway needed for them and for those that ended meanwhile.
     *
     * @param cpuMs for each call
     * @param peakMiB that it ever had in use
     * @param stolen what the host took meanwhile, in percent
     */
    private record Window(Figures figures, double cpuMs, double peakMiB, double stolen) {

        void tell(Kind kind, int rate) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-20s %4d/s  sound %d of %d  accept p99 %.1f ms  overrun p99 %.1f ms  verdict p99 %.1f ms"
                            + "  CPU %.2f ms a call%s%n",
                    kind.label,
                    rate,
                    figures.sound(),
                    figures.calls(),
                    figures.accept().p99(),
                    figures.overrun().p99(),
                    figures.verdict().p99(),
                    cpuMs,
                    Stolen.remark(stolen));
            figures.tellFaults();
        }
    }

    /** What a number of calls show together. */
    record Figures(int calls, long sound, Spread accept, Spread overrun, Spread verdict, Map<String, Long> faults) {

        private static final int FAULTS_TOLD = 3;

        static Figures of(List<TwinCall> calls) {
            List<CallFigures> all = Callers.figures(calls, Bed.EVIDENCE);
            return new Figures(
                    all.size(),
                    all.stream().filter(CallFigures::sound).count(),
                    spread(all, CallFigures::acceptMs),
                    spread(all, CallFigures::overrunMs),
                    spread(all, CallFigures::verdictMs),
                    all.stream()
                            .flatMap(each ->
                                    each.faults().stream().map(Figures::kind).distinct())
                            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
        }

        /** The same words for the same fault of different calls. */
        private static String kind(String fault) {
            return fault.replaceAll("\\b[A-Za-z_]*[0-9][A-Za-z0-9_]*", "…");
        }

        /** The most frequent ones, apart from the tables; nothing if all calls were sound. */
        void tellFaults() {
            faults.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .limit(FAULTS_TOLD)
                    .forEach(each -> System.err.println("    not sound: " + each.getValue() + " x " + each.getKey()));
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

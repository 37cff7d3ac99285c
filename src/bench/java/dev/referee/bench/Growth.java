package dev.referee.bench;

import dev.referee.bench.WholeCalls.Figures;
import dev.referee.twin.CallScript;
import dev.referee.twin.TwinCall;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How the cost of a whole call grows with something: one line of a table for each step. A gateway that has fallen behind is
 * told to be saturated; what it needed then is not the cost of its calls.
 */
abstract class Growth extends Part {

    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final double BEHIND_MS = 1_000;
    private static final double SOUND = 0.95;

    Growth(Options options, Report report) {
        super(options, report);
    }

    static String head() {
        return "| gateway | what | CPU per call, ms | accept p50, ms | accept p99, ms | overrun p99, ms | verdict p99, ms"
                + " | peak RSS, MiB | idle CPU, ms/s | sound | |\n"
                + "|---|---|---|---|---|---|---|---|---|---|---|";
    }

    /** Milliseconds of processor time a second while nobody comes. */
    static double idle(Bed bed) {
        double before = bed.used().cpuMs();
        Pause.ms(IDLE.toMillis());
        return (bed.used().cpuMs() - before) / IDLE.toSeconds();
    }

    /**
     * Measures one step, again if the host disturbed it, and prints its line.
     *
     * @param idle processor time that does not count, in milliseconds a second; NaN if all counts
     * @return whether it kept up
     */
    final boolean row(Kind kind, Bed bed, int rate, String what, double idle) {
        return calmest(() -> measured(bed, rate, idle), Row::stolen).tell(kind, what, idle);
    }

    private Row measured(Bed bed, int rate, double idle) {
        CallScript script = Callers.wholeCall();
        bed.forgetPeak();
        List<TwinCall> lead = bed.callers().comeFor(script, rate, Callers.WHOLE_CALL); // now as many end as begin
        Stolen stolen = Stolen.now();
        double before = bed.used().cpuMs();
        List<TwinCall> calls = bed.callers().comeFor(script, rate, options.measured());
        Proc after = bed.used();
        double percent = stolen.percent();
        Figures figures = Figures.of(calls);
        Callers.figures(lead, Bed.EVIDENCE);
        double others = Double.isNaN(idle) ? 0 : idle * options.measured().toSeconds();
        return new Row((after.cpuMs() - before - others) / calls.size(), after.peakKiB() / 1024, figures, percent);
    }

    /**
     * One step, measured.
     *
     * @param cpuMs for each call
     * @param peakMiB that it had in use
     * @param stolen what the host took meanwhile, in percent
     */
    private record Row(double cpuMs, long peakMiB, Figures figures, double stolen) {

        /** Prints it; whether the gateway kept up. */
        boolean tell(Kind kind, String what, double idle) {
            boolean behind = behind(figures);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %.2f | %s | %s | %s | %s | %d | %s | %d of %d | %s%s |%n",
                    kind.label,
                    what,
                    cpuMs,
                    ms(figures.accept().median()),
                    ms(figures.accept().p99()),
                    ms(figures.overrun().p99()),
                    ms(figures.verdict().p99()),
                    peakMiB,
                    ms(idle),
                    figures.sound(),
                    figures.calls(),
                    behind ? "saturated" : figures.onTime() ? "on time" : "late",
                    Stolen.remark(stolen));
            figures.tellFaults();
            return !behind;
        }
    }

    /** Nothing where it did not come to that. */
    private static String ms(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.1f", value);
    }

    private static boolean behind(Figures figures) {
        return figures.sound() < SOUND * figures.calls()
                || figures.accept().median() > BEHIND_MS
                || figures.overrun().median() > BEHIND_MS;
    }
}

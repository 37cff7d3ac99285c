package dev.referee.bench;

import dev.referee.twin.CallScript;
import dev.referee.twin.Faults;
import dev.referee.twin.Switches;
import dev.referee.twin.TwinCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A thousand transfers whose evidence does not come, and whose deadlines are within one second. */
final class DueAtOnce extends Part {

    private static final int TRANSFERS = 1_000;
    private static final int PER_SECOND = 25;
    private static final long WITHIN_MS = 1_000;
    private static final long AFTER_THE_LAST_MS = 5_000;

    DueAtOnce(Options options, Report report) {
        super(options, report);
    }

    @Override
    void measure(Kind kind, Bed bed) {
        warm(bed);
        for (int i = 0; i < options.windows(); i++) {
            Burst burst = calmest(() -> burst(kind, bed), Burst::stolen);
            report.add(kind, Metric.DUE_P50, burst.figures().overrun().median());
            report.add(kind, Metric.DUE_MOST, burst.figures().overrun().most());
        }
    }

    private static Burst burst(Kind kind, Bed bed) {
        Stolen stolen = Stolen.now();
        Burst burst = new Burst(WholeCalls.Figures.of(together(bed)), stolen.percent());
        burst.tell(kind);
        return burst;
    }

    /**
     * All of them, once.
     *
     * @param stolen what the host took meanwhile, in percent
     */
    private record Burst(WholeCalls.Figures figures, double stolen) {

        void tell(Kind kind) {
            int waited = figures.overrun().count();
            System.out.printf(
                    Locale.ROOT,
                    "  %-20s due at once: %d of %d, sound %d, overrun p50 %.0f ms, p90 %.0f ms, %.0f ms at most%s%s%n",
                    kind.label,
                    waited,
                    TRANSFERS,
                    figures.sound(),
                    figures.overrun().median(),
                    figures.overrun().at(90),
                    figures.overrun().most(),
                    waited == TRANSFERS ? "" : "; the breaker was open for the others, or they were lost before",
                    Stolen.remark(stolen));
        }
    }

    /** They come one after the other; the later, the shorter they think, so that all want their transfer in the same second. */
    private static List<TwinCall> together(Bed bed) {
        List<TwinCall> calls = new ArrayList<>();
        long begun = System.nanoTime();
        long whole = TRANSFERS * 1_000L / PER_SECOND + AFTER_THE_LAST_MS;
        for (int i = 0; i < TRANSFERS; i++) {
            long at = i * 1_000L / PER_SECOND;
            Pause.until(begun + at * 1_000_000);
            long wanted = whole + i * WITHIN_MS / TRANSFERS;
            calls.add(bed.callers().place(wants(wanted - at, Faults.Refer.SILENT)));
            if (i % Callers.REFER_WORKS_EVERY == 0) { // so that the breaker stays closed while the others are counted
                long then = wanted + Bed.EVIDENCE.toMillis();
                bed.callers().place(wants(then - at, Faults.Refer.WORKS));
            }
        }
        return calls;
    }

    private static CallScript wants(long afterMs, Faults.Refer refer) {
        return CallScript.usual()
                .with(Switches.REFER, refer)
                .with(Switches.PATIENCE_MS, (int) Duration.ofMinutes(5).toMillis())
                .with(Switches.THINK_MS, (int) afterMs);
    }
}

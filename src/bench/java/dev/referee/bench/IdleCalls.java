package dev.referee.bench;

import dev.referee.twin.TwinCall;
import java.util.ArrayList;
import java.util.List;

/** Memory of calls in which an agent and a caller have nothing to say: with 100 of them and with all, after a collection. */
final class IdleCalls extends Part {

    static final int FEW = 100;
    private static final int COLLECTIONS = 3;

    IdleCalls(Options options, Report report) {
        super(options, report);
    }

    @Override
    void measure(Kind kind, Bed bed) throws InterruptedException {
        warm(bed);
        List<TwinCall> calls = new ArrayList<>();
        double few = rssWith(FEW, calls, bed);
        double all = rssWith(options.held(), calls, bed);
        report.add(kind, Metric.IDLE, (all - few) / (calls.size() - FEW));
        report.add(kind, Metric.IDLE_RSS, bed.gateway().used().peakKiB() / 1024.0);
        System.out.printf(
                "  %-20s idle: %d calls, RSS %.0f MiB with %d, %.0f MiB with all%n",
                kind.label, calls.size(), few / 1024, FEW, all / 1024);
    }

    private double rssWith(int count, List<TwinCall> calls, Bed bed) throws InterruptedException {
        bed.callers().hold(calls, count);
        for (int i = 0; i < COLLECTIONS; i++) {
            bed.gateway().collectGarbage(options.java());
        }
        return bed.gateway().used().rssKiB();
    }
}

package dev.referee.bench;

import dev.referee.twin.Owner;
import dev.referee.twin.TwinCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Memory of calls in which an agent and a caller have nothing to say: with 100 of them and with all, after a collection. */
final class IdleCalls {

    private static final int FEW = 100;
    private static final int PER_SECOND = 60;
    private static final Duration GREETED = Duration.ofSeconds(60);
    private static final int COLLECTIONS = 3;

    private final Options options;
    private final Report report;

    IdleCalls(Options options, Report report) {
        this.options = options;
        this.report = report;
    }

    void run(Kind kind) {
        try (Bed bed = Bed.make(options, kind)) {
            bed.gateway().awaitReady();
            bed.callers().warmUp(Callers.wholeCall(), PER_SECOND, options.warmUp());
            List<TwinCall> calls = new ArrayList<>();
            double few = rssWith(FEW, calls, bed);
            double all = rssWith(options.held(), calls, bed);
            report.add(kind, Metric.IDLE, (all - few) / (calls.size() - FEW));
            report.add(kind, Metric.IDLE_RSS, bed.gateway().used().peakKiB() / 1024.0);
            System.out.printf(
                    "  %-20s idle: %d calls, RSS %.0f MiB with %d, %.0f MiB with all%n",
                    kind.label, calls.size(), few / 1024, FEW, all / 1024);
        }
    }

    private double rssWith(int count, List<TwinCall> calls, Bed bed) {
        long begun = System.nanoTime();
        for (int i = 0; calls.size() < count; i++) {
            Pause.until(begun + i * 1_000_000_000L / PER_SECOND);
            calls.add(bed.callers().place(Callers.idleCall()));
        }
        for (TwinCall call : calls) {
            greeted(call);
        }
        for (int i = 0; i < COLLECTIONS; i++) {
            bed.gateway().collectGarbage(options.java());
        }
        return bed.gateway().used().rssKiB();
    }

    private static void greeted(TwinCall call) {
        try {
            if (!call.await(each -> each.owner().kind() == Owner.Kind.AGENT, GREETED)) {
                throw new IllegalStateException(call.id() + " has no agent: " + call.story());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

package dev.referee.bench;

import dev.referee.twin.TwinCall;
import java.time.Duration;

/** From the start of the process, on an empty database, to its first answer and to the first call that it accepts. */
final class StartUp extends Part {

    private static final Duration ACCEPTED = Duration.ofSeconds(20);

    StartUp(Options options, Report report) {
        super(options, report);
    }

    @Override
    void measure(Kind kind, Bed bed) throws InterruptedException {
        double ready = bed.gateway().awaitReady();
        TwinCall call = bed.callers().place(Callers.idleCall());
        if (!call.await(each -> !each.exchanges("accept").isEmpty(), ACCEPTED)) {
            throw new IllegalStateException("the first call was not accepted: " + call.story());
        }
        double accepted = bed.gateway().sinceStartMs();
        report.add(kind, Metric.START, ready);
        report.add(kind, Metric.FIRST_CALL, accepted);
        System.out.printf("  %-20s start: %.0f ms, first call accepted after %.0f ms%n", kind.label, ready, accepted);
    }
}

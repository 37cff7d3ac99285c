package dev.referee.bench;

import dev.referee.twin.TwinCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** More and more calls in progress whose callers only listen, while others come and go. */
final class InProgress extends Growth {

    InProgress(Options options, Report report) {
        super(options, report);
    }

    @Override
    void measure(Kind kind, Bed bed) throws InterruptedException {
        warm(bed);
        List<TwinCall> held = new ArrayList<>();
        for (int count : options.inProgress()) {
            bed.callers().hold(held, count);
            Pause.ms(Callers.WHOLE_CALL.toMillis());
            if (!row(
                    kind, bed, options.rate(), String.format(Locale.ROOT, "%,d calls in progress", count), idle(bed))) {
                return;
            }
        }
    }
}

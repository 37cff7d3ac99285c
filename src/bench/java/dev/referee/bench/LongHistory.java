package dev.referee.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** More and more finished calls in the ledger. It is filled while the gateway is down, so each step warms up anew. */
final class LongHistory extends Growth {

    /** After a call's end, others are told of it. */
    private static final Duration TOLD = Duration.ofSeconds(5);

    LongHistory(Options options, Report report) {
        super(options, report);
    }

    @Override
    boolean fits(Kind kind) {
        return kind != Kind.YARDSTICK;
    }

    @Override
    void measure(Kind kind, Bed bed) {
        int filled = 0;
        for (int past : options.history()) {
            if (past > filled) {
                fill(kind, bed, filled, past);
                filled = past;
            }
            warm(bed);
            Pause.ms(Callers.WHOLE_CALL.toMillis());
            row(kind, bed, options.rate(), String.format(Locale.ROOT, "%,d finished calls", past), idle(bed));
        }
    }

    private static void fill(Kind kind, Bed bed, int filled, int past) {
        if (filled == 0) {
            bed.gateway().awaitReady();
            Callers.figures(List.of(bed.callers().place(Callers.wholeCall())), Bed.EVIDENCE);
            Pause.ms(TOLD.toMillis());
        }
        long begun = System.nanoTime();
        bed.fill(filled + 1, past);
        System.err.printf(
                Locale.ROOT,
                "  %s: filled up to %,d finished calls in %d s%n",
                kind.label,
                past,
                Duration.ofNanos(System.nanoTime() - begun).toSeconds());
        bed.start();
    }
}

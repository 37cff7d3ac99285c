package dev.referee.bench;

import java.util.Locale;

/** More and more calls a second, until the gateway is saturated: what comes after that says nothing. */
final class Rates extends Growth {

    Rates(Options options, Report report) {
        super(options, report);
    }

    @Override
    void measure(Kind kind, Bed bed) {
        warm(bed);
        for (int rate : options.rates()) {
            if (!row(kind, bed, rate, String.format(Locale.ROOT, "%d calls/s", rate), Double.NaN)) {
                return;
            }
        }
    }
}

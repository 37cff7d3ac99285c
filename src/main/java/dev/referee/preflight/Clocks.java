package dev.referee.preflight;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares this machine's clock with the header {@code Date} of an answer. Signatures are refused beyond 300 s, but so that
 * tokens and evidence keep their order a clock should be right to the second.
 */
final class Clocks {

    private static final String CHECK = "clock";
    private static final Duration WARNING = Duration.ofSeconds(5);
    private static final Duration ERROR = Duration.ofSeconds(60);
    private static final Duration RESOLUTION = Duration.ofSeconds(1);

    private Clocks() {}

    /** A line about the difference; none if the answer does not say. */
    static List<Finding> compare(String whose, @Nullable String date, Instant sent, Instant received) {
        return read(date).map(theirs -> finding(whose, skew(theirs, sent, received))).stream()
                .toList();
    }

    /** Their second, somewhere between our sending and receiving; positive: our clock is behind. */
    static Duration skew(Instant theirs, Instant sent, Instant received) {
        if (theirs.isAfter(received)) {
            return Duration.between(received, theirs);
        }
        Instant latest = theirs.plus(RESOLUTION);
        return latest.isBefore(sent) ? Duration.between(sent, latest) : Duration.ZERO;
    }

    private static Finding finding(String whose, Duration skew) {
        Duration size = skew.abs();
        String what = "this machine's clock is " + size.toSeconds() + " s "
                + (skew.isNegative() ? "ahead of " : "behind ") + whose;
        String remedy = "run NTP on this machine, such as chrony or systemd-timesyncd";
        if (size.compareTo(ERROR) > 0) {
            return Finding.error(CHECK, what, remedy);
        }
        return size.compareTo(WARNING) > 0
                ? Finding.warning(CHECK, what, remedy)
                : Finding.ok(CHECK, "this machine's clock agrees with " + whose);
    }

    private static Optional<Instant> read(@Nullable String date) {
        try {
            return Optional.ofNullable(date).map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}

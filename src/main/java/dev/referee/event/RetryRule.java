package dev.referee.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When an event that was not delivered is tried again: after 5 s, then three times as long each time up to 4 h, each pause
 * longer or shorter by up to a fifth, so that events which failed together do not come back together. A receiver's
 * {@code Retry-After} is waited for. There is one last attempt when the time is up; after that the event is dead. Pure.
 *
 * @param giveUp how long an event is tried
 * @param giveUpRefused how long one that is refused is tried
 */
record RetryRule(Duration giveUp, Duration giveUpRefused) {

    static final Duration FIRST = Duration.ofSeconds(5);
    static final Duration MOST = Duration.ofHours(4);

    private static final double FACTOR = 3;
    private static final double JITTER = 0.2;

    /** No receiver may ask for more. */
    private static final Duration RETRY_AFTER_MAX = Duration.ofHours(24);

    /**
     * The time of the next attempt; empty if there is none.
     *
     * @param since when the first was due
     * @param tries attempts since then, this one included; at least 1
     * @param chance from 0 to 1, evenly
     */
    Optional<Instant> next(Instant since, int tries, NotDelivered failure, Instant now, double chance) {
        if (failure.kind() == NotDelivered.Kind.GONE) {
            return Optional.empty();
        }
        Instant until = since.plus(failure.kind() == NotDelivered.Kind.REFUSED ? giveUpRefused : giveUp);
        if (!now.isBefore(until)) {
            return Optional.empty();
        }
        Instant next = earlier(now.plus(pause(tries, chance)), until);
        return Optional.of(later(next, now.plus(asked(failure))));
    }

    private static Duration pause(int tries, double chance) {
        double factor = Math.pow(FACTOR, Math.min(tries, 20) - 1.0);
        double millis = Math.min(FIRST.toMillis() * factor, MOST.toMillis());
        return Duration.ofMillis(Math.round(millis * (1 - JITTER + 2 * JITTER * chance)));
    }

    private static Duration asked(NotDelivered failure) {
        Duration asked = failure.retryAfter();
        if (asked == null || asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : asked;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}

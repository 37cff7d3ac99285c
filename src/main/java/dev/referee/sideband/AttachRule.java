package dev.referee.sideband;

import java.time.Duration;
import java.util.List;

/** What an unsuccessful handshake means for the next one. Pure. */
public enum AttachRule {

    /**
     * For a session that was just accepted: after 100, 200, 400, then always 800 ms, within the attach window. Accept's 200 is no
     * promise that the session exists yet, so a 404 is asked again (facts/openai-realtime-sip.md §3, observed).
     */
    FIRST(100, 200, 400, 800) {
        @Override
        Duration window(SidebandOptions options) {
            return options.attachWindow();
        }

        @Override
        boolean mayRetry(int httpStatus) {
            return httpStatus == 404 || passes(httpStatus);
        }
    },

    /** For a sideband that was lost: after 0.5, 1, 2, then always 5 s, for 15 s. A session that is not known any more is over. */
    AGAIN(500, 1_000, 2_000, 5_000) {
        @Override
        Duration window(SidebandOptions options) {
            return AGAIN_FOR;
        }

        @Override
        boolean mayRetry(int httpStatus) {
            return passes(httpStatus);
        }
    };

    private static final Duration AGAIN_FOR = Duration.ofSeconds(15);

    private final List<Duration> waits;

    AttachRule(long firstMs, long secondMs, long thirdMs, long laterMs) {
        this.waits = List.of(
                Duration.ofMillis(firstMs),
                Duration.ofMillis(secondMs),
                Duration.ofMillis(thirdMs),
                Duration.ofMillis(laterMs));
    }

    /** No handshake starts later than this after the request to open. */
    abstract Duration window(SidebandOptions options);

    /**
     * Whether the same handshake may succeed a moment later.
     *
     * @param httpStatus the answer's status, 0 for none (refused, reset, timed out)
     */
    abstract boolean mayRetry(int httpStatus);

    /** The wait after the given attempt, from 1 on. */
    Duration waitAfter(int attempt) {
        return waits.get(Math.min(attempt, waits.size()) - 1);
    }

    /** What has to do with the moment; a refused key has not. */
    private static boolean passes(int httpStatus) {
        return switch (httpStatus) {
            case 0, 408, 425, 429 -> true;
            default -> httpStatus >= 500;
        };
    }
}

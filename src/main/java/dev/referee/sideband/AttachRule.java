package dev.referee.sideband;

import java.time.Duration;

/** What an unsuccessful handshake means for the next one. Pure. */
final class AttachRule {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMillis(800);

    private AttachRule() {}

    /**
     * Whether the same handshake may succeed a moment later. A 404 may, for accept's 200 is no promise that the session
     * exists yet (facts/openai-realtime-sip.md §3, observed); a refused key will not.
     *
     * @param httpStatus the answer's status, 0 for none (refused, reset, timed out)
     */
    static boolean mayRetry(int httpStatus) {
        return switch (httpStatus) {
            case 0, 404, 408, 425, 429 -> true;
            default -> httpStatus >= 500;
        };
    }

    /** The wait after the given attempt (from 1 on): 100, 200, 400, then always 800 ms. */
    static Duration waitAfter(int attempt) {
        Duration wait = FIRST.multipliedBy(1L << Math.min(attempt - 1, 10));
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }
}

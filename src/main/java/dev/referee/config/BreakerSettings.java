package dev.referee.config;

import java.time.Duration;

/**
 * The breaker around /refer; silence counts as failure (architecture decision 3).
 *
 * @param slidingWindow calls that are looked at; 1 to 1000
 * @param failureRate percent of failed or silent calls that opens the breaker; 1 to 100
 * @param minimumCalls calls before the rate counts; 1 to {@code slidingWindow}
 * @param waitOpen how long /refer is skipped; 10 ms to 1 h
 * @param probes calls let through while half open; 1 to 100
 * @param maxWaitHalfOpen how long the breaker waits half open for its probes; 10 ms to 1 h
 * @param bulkhead transfers that may wait for proof at once; those beyond go straight to the carrier; 1 to 10000
 */
public record BreakerSettings(
        int slidingWindow,
        int failureRate,
        int minimumCalls,
        Duration waitOpen,
        int probes,
        Duration maxWaitHalfOpen,
        int bulkhead) {

    private static final String PREFIX = "referee.breaker.";

    void check(Problems problems) {
        Duration least = Duration.ofMillis(10);
        Duration most = Duration.ofHours(1);
        problems.number(PREFIX + "sliding-window", slidingWindow, 1, 1000);
        problems.number(PREFIX + "failure-rate", failureRate, 1, 100);
        problems.number(PREFIX + "minimum-calls", minimumCalls, 1, slidingWindow < 1 ? 1000 : slidingWindow);
        problems.duration(PREFIX + "wait-open", waitOpen, least, most);
        problems.number(PREFIX + "probes", probes, 1, 100);
        problems.duration(PREFIX + "max-wait-half-open", maxWaitHalfOpen, least, most);
        problems.number(PREFIX + "bulkhead", bulkhead, 1, 10_000);
    }
}

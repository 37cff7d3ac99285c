package dev.referee.config;

import java.time.Duration;

/**
 * The deadlines of the agent's leg.
 *
 * @param ringTimeout how long the carrier waits for OpenAI to answer; 1 s to 10 min
 * @param acceptWindow within which /accept is tried again, for a caller is ringing; 100 ms to 60 s
 * @param acceptAttemptTimeout of one /accept; 50 ms to {@code acceptWindow}
 * @param tokenLifetime of the token that ties OpenAI's webhook to the carrier's call; 1 s to 1 h
 * @param silence how long an agent that owes the caller a turn may be silent before it is asked to speak, and as long again
 *     before the caller is brought to a human; 1 s to 5 min
 */
public record AgentLegSettings(
        Duration ringTimeout,
        Duration acceptWindow,
        Duration acceptAttemptTimeout,
        Duration tokenLifetime,
        Duration silence) {

    private static final String PREFIX = "referee.agent.";

    void check(Problems problems) {
        Duration window = acceptWindow == null ? Duration.ofMinutes(1) : acceptWindow;
        problems.duration(PREFIX + "ring-timeout", ringTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10));
        problems.duration(PREFIX + "accept-window", acceptWindow, Duration.ofMillis(100), Duration.ofMinutes(1));
        problems.duration(PREFIX + "accept-attempt-timeout", acceptAttemptTimeout, Duration.ofMillis(50), window);
        problems.duration(PREFIX + "token-lifetime", tokenLifetime, Duration.ofSeconds(1), Duration.ofHours(1));
        problems.duration(PREFIX + "silence", silence, Duration.ofSeconds(1), Duration.ofMinutes(5));
    }
}

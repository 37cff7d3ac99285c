package dev.referee.config;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long the database may take. All of it together stays below the carrier's 15 s, so that a caller is told to wait
 * rather than lost.
 *
 * @param lockTimeout how long one event of a call waits for another of the same call; 100 ms to 10 s. PostgreSQL also ends
 *     the transaction of a node that is silent for so long, so it belongs below the lease
 * @param statementTimeout of one statement, PostgreSQL only; 100 ms to 60 s
 * @param answerTimeout without a sign of a PostgreSQL server its connection is given up; 1 s to 60 s
 */
@ConfigurationProperties("referee.database")
public record DatabaseSettings(Duration lockTimeout, Duration statementTimeout, Duration answerTimeout) {

    private static final String PREFIX = "referee.database.";

    public DatabaseSettings {
        Problems problems = new Problems();
        Duration blink = Duration.ofMillis(100);
        Duration minute = Duration.ofMinutes(1);
        problems.duration(PREFIX + "lock-timeout", lockTimeout, blink, Duration.ofSeconds(10));
        problems.duration(PREFIX + "statement-timeout", statementTimeout, blink, minute);
        problems.duration(PREFIX + "answer-timeout", answerTimeout, Duration.ofSeconds(1), minute);
        problems.throwIfAny();
    }
}

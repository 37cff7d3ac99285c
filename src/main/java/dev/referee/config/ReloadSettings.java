package dev.referee.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How changes of routes and configuration are taken in while the program runs.
 *
 * @param enabled whether they are; null: except under profile {@code live}
 * @param settle files that are saved within this time count as one change; 50 ms to 10 s
 */
@ConfigurationProperties("referee.reload")
public record ReloadSettings(@Nullable Boolean enabled, Duration settle) {

    public ReloadSettings {
        Problems problems = new Problems();
        problems.duration("referee.reload.settle", settle, Duration.ofMillis(50), Duration.ofSeconds(10));
        problems.throwIfAny();
    }
}

package dev.referee.config;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long what is over is kept.
 *
 * @param calls that have ended, with everything known of them: numbers, events, transfers, evidence; 1 h to 10 years
 * @param webhooks ids, to know repeats; 72 h, for OpenAI repeats that long (facts/openai-realtime-sip.md §1), to 10 years
 * @param every how often a node looks for what is too old; so much later than its time it is removed at most; 1 s to 1 d
 */
@ConfigurationProperties("referee.retention")
public record RetentionSettings(Duration calls, Duration webhooks, Duration every) {

    public RetentionSettings {
        Problems problems = new Problems();
        Duration most = Duration.ofDays(3650);
        problems.duration("referee.retention.calls", calls, Duration.ofHours(1), most);
        problems.duration("referee.retention.webhooks", webhooks, Duration.ofHours(72), most);
        problems.duration("referee.retention.every", every, Duration.ofSeconds(1), Duration.ofDays(1));
        problems.throwIfAny();
    }
}

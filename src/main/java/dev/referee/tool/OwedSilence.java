package dev.referee.tool;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For how long a caller hears nothing though the agent owes them a turn. A span begins when {@link Conversation#owesInSilence}
 * becomes true. It ends when the agent is heard, calls a function or answers with nothing; when the caller goes on talking;
 * when they are moved; and when the conversation is over. A response that fails and a second request to speak do not
 * end it, nor does giving the agent up: that caller waits until they are taken from it. Not thread-safe.
 */
public final class OwedSilence {

    private @Nullable Instant since;

    /** The conversation is like this now; returns the length of the span that this ends, if any. */
    public Optional<Duration> look(Conversation conversation, Instant now) {
        if (!conversation.owesInSilence()) {
            return end(now);
        }
        since = since == null ? now : since;
        return Optional.empty();
    }

    /** The conversation is over, or goes on elsewhere; returns the length of the span that this ends, if any. */
    public Optional<Duration> end(Instant now) {
        Optional<Duration> ended = Optional.ofNullable(since).map(began -> Duration.between(began, now));
        since = null;
        return ended;
    }
}

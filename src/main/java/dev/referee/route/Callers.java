package dev.referee.route;

import dev.referee.call.Limits;
import dev.referee.call.Screening;
import dev.referee.config.ConversationSettings;
import dev.referee.config.Roster;
import dev.referee.ledger.NewCall;
import dev.referee.ledger.RecentCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What the settings say of a new caller: whether he is let in, and how long his call may be. Thread-safe. */
@Component
class Callers {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Roster roster;
    private final RecentCalls recent;

    Callers(Roster roster, RecentCalls recent) {
        this.roster = roster;
        this.recent = recent;
    }

    /** Why this caller is not let in; empty if he is. */
    Optional<Screening.Refusal> refuses(NewCall call, Instant now) {
        return roster.now()
                .settings()
                .screeningOf(call.agent())
                .rule()
                .refuses(call.from(), () -> recent.letIn(call.from(), now.minus(HOUR)));
    }

    /** The limits that this call begins with; later settings do not change them. */
    Limits limits(NewCall call, Instant now) {
        ConversationSettings talk = roster.now().settings().conversationOf(call.agent());
        return Limits.from(now, Objects.requireNonNull(talk.maxLength()), Objects.requireNonNull(talk.warnBefore()));
    }
}

package dev.referee.call;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How far the agent is: its leg at the carrier, its session at OpenAI, and our sideband to it. */
public sealed interface AgentLeg {

    /** Names the Dial that brought this leg up; empty where there never was one. */
    String dialId();

    /** OpenAI's session, once it has announced itself. */
    default Optional<CallId> session() {
        return Optional.empty();
    }

    /** When a missing next event is looked into, if ever. */
    default Optional<Instant> deadline() {
        return Optional.empty();
    }

    /** Whether the agent has, or had until now, the caller's ear. */
    default boolean cameUp() {
        return false;
    }

    /** Whether the agent is there to give the caller back to. */
    default boolean isUp() {
        return false;
    }

    /** Whether there may be a session that must be ended if the caller leaves. */
    default boolean isLive() {
        return true;
    }

    /** There is none: the call was rejected. */
    record None() implements AgentLeg {
        @Override
        public String dialId() {
            return "";
        }

        @Override
        public boolean isLive() {
            return false;
        }
    }

    /** The carrier was told to dial; OpenAI has not announced a session. */
    record Ringing(String dialId, Instant until) implements AgentLeg {
        @Override
        public Optional<Instant> deadline() {
            return Optional.of(until);
        }
    }

    /** Announced; {@code /accept} is on its way. */
    record Accepting(String dialId, CallId callId, Instant until) implements AgentLeg {
        @Override
        public Optional<CallId> session() {
            return Optional.of(callId);
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.of(until);
        }
    }

    /** Accepted; the sideband is being opened for the first time. */
    record Attaching(String dialId, CallId callId) implements AgentLeg {
        @Override
        public Optional<CallId> session() {
            return Optional.of(callId);
        }
    }

    /**
     * The sideband is open.
     *
     * @param since when it was opened; null in a state of an older version
     * @param thrownOut how often in a row, before this time, it closed soon after it was opened
     */
    record Attached(String dialId, CallId callId, @Nullable Instant since, int thrownOut) implements AgentLeg {

        /** For the first time. */
        public Attached(String dialId, CallId callId) {
            this(dialId, callId, null, 0);
        }

        @Override
        public Optional<CallId> session() {
            return Optional.of(callId);
        }

        @Override
        public boolean cameUp() {
            return true;
        }

        @Override
        public boolean isUp() {
            return true;
        }
    }

    /**
     * The sideband closed while the call lives; it is being opened again. Whether it closed cleanly says nothing: a proxy that
     * is restarted closes cleanly while caller and agent talk on.
     *
     * @param until when to try once more, if a round of attempts has failed; null while one is under way
     * @param muteAt when an agent that has the caller counts as mute; null in a state of an older version
     * @param thrownOut how often in a row it closed soon after it was opened
     */
    record Lost(
            String dialId,
            CallId callId,
            @Nullable Instant until,
            @Nullable Instant muteAt,
            int thrownOut) implements AgentLeg {

        Lost trying() {
            return new Lost(dialId, callId, null, muteAt, thrownOut);
        }

        Lost tryingAgainAt(Instant again) {
            return new Lost(dialId, callId, again, muteAt, thrownOut);
        }

        Lost muteAt(Instant other) {
            return new Lost(dialId, callId, until, other, thrownOut);
        }

        boolean isMute(Instant now) {
            return muteAt != null && !now.isBefore(muteAt);
        }

        @Override
        public Optional<CallId> session() {
            return Optional.of(callId);
        }

        @Override
        public Optional<Instant> deadline() {
            return Stream.of(until, muteAt).filter(Objects::nonNull).min(Comparator.naturalOrder());
        }

        @Override
        public boolean cameUp() {
            return true;
        }

        @Override
        public boolean isUp() {
            return true;
        }
    }

    /**
     * The target of a REFER has answered, so the carrier should end this leg (facts/twilio-voice.md §0.6, documented).
     *
     * @param until when we end it, if it is up by then
     */
    record Parting(String dialId, CallId callId, Instant until) implements AgentLeg {
        @Override
        public Optional<CallId> session() {
            return Optional.of(callId);
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.of(until);
        }

        @Override
        public boolean cameUp() {
            return true;
        }
    }

    /**
     * The agent's leg or session is over. The carrier should say what became of the caller; if it does not, it is asked.
     *
     * @param callId the session, if there was one
     * @param cameUp whether the agent ever had the caller
     * @param until when the carrier is asked
     */
    record Gone(String dialId, @Nullable CallId callId, boolean cameUp, Instant until) implements AgentLeg {
        @Override
        public boolean isLive() {
            return false;
        }

        @Override
        public Optional<CallId> session() {
            return Optional.ofNullable(callId);
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.of(until);
        }
    }
}

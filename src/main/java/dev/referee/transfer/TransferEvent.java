package dev.referee.transfer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What can happen to a transfer: past facts, from whichever side they come, late, doubled and reordered. */
public sealed interface TransferEvent {

    /** Hands itself to the state. */
    Decision<TransferState> at(TransferState state, Circumstances now);

    /** Whether the carrier asks for a document for the leg to a human, rather than for the caller's. */
    default boolean isAskedForHuman() {
        return false;
    }

    /** Whether this shows that somebody has picked up at this stop, or at any for which the caller was kept. */
    default boolean isAnswerAt(int stop) {
        return isAskedForHuman();
    }

    /** The route is about to send {@code /refer}. */
    record ReferBegun() implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.referBegun(now);
        }
    }

    /** {@code /refer} is not tried: breaker open or bulkhead full. */
    record ReferSkipped(String why) implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.referSkipped(why, now);
        }
    }

    /** {@code /refer} was answered, or was not. */
    record ReferAnswered(RequestResult result) implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.referAnswered(result, now);
        }
    }

    /** The carrier asked the {@code referUrl} what to do: a REFER reached it. */
    record ReferArrived(String referTo) implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.referArrived(referTo, now);
        }
    }

    /** The vendor said on the sideband how far the transfer is; a null rung means refused. */
    record VendorReported(String type, @Nullable Rung rung) implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.vendorReported(type, rung, now);
        }
    }

    /** The route is about to move the caller through the carrier's REST API. */
    record RedirectBegun() implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.redirectBegun(now);
        }
    }

    /** The carrier's REST API answered, or did not. */
    record RedirectAnswered(RequestResult result) implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.redirectAnswered(result, now);
        }
    }

    /** The carrier fetched the transfer's document: the redirect took. */
    record RedirectFetched() implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.redirectFetched(now);
        }
    }

    /** The route is about to hang up the agent's leg. */
    record ReleaseBegun() implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.releaseBegun(now);
        }
    }

    /** {@code /hangup} was answered, or was not. */
    record ReleaseAnswered(RequestResult result) implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.releaseAnswered(result, now);
        }
    }

    /**
     * The agent's leg or session is over. The caller may have left, or may be about to ask us what to do: others will tell.
     *
     * @param legOver whether the carrier says so; else a REFER may yet be on its way
     */
    record AgentOver(String why, boolean legOver) implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.agentOver(why, legOver, now);
        }
    }

    /** The carrier was asked, and says that the caller is there. */
    record CallerSeen() implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.callerSeen(now);
        }
    }

    /** The Dial of the agent's leg ended and the carrier asks what to do with the caller, who is still there. */
    record AgentDialEnded(String status) implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.agentDialEnded(status, now);
        }
    }

    /** News of one leg of a stop; {@code leg} is its place there, or {@link Legs#ALL}. */
    record LegReported(int stop, int leg, LegStatus status) implements TransferEvent {

        /** News of the only leg of a stop. */
        public LegReported(int stop, LegStatus status) {
            this(stop, 0, status);
        }

        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.legReported(stop, leg, status, now);
        }

        @Override
        public boolean isAnswerAt(int at) {
            return at == stop && status == LegStatus.ANSWERED;
        }
    }

    /**
     * One leg of a stop is over, and the carrier says for how long it was up. That holds however late the news is
     * (facts/twilio-voice.md §3.4, {@code CallDuration}, documented; whether it is rounded up is unknown).
     *
     * @param up in the carrier's whole seconds
     */
    record LegOver(int stop, int leg, Duration up) implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.legOver(stop, leg, up, now);
        }

        @Override
        public boolean isAnswerAt(int at) {
            return at == stop && !up.isZero();
        }
    }

    /** The carrier was asked, and shows a leg that is up: unlike news, this is of now. */
    record LegSeen(int stop, int leg, LegStatus status) implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.legSeen(stop, leg, status, now);
        }

        @Override
        public boolean isAnswerAt(int at) {
            return at == stop && status == LegStatus.ANSWERED;
        }
    }

    /** Somebody, or something, has picked up, and the carrier asks what he is to hear before the caller is joined. */
    record WhisperAsked(int stop, int leg) implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.whisperAsked(stop, leg, now);
        }

        @Override
        public boolean isAskedForHuman() {
            return true;
        }
    }

    /** Whoever picked up has heard it; {@code key} is what was pressed, empty for nothing. */
    record WhisperEnded(int stop, int leg, String key) implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.whisperEnded(this, now);
        }

        @Override
        public boolean isAskedForHuman() {
            return true;
        }
    }

    /**
     * The Dial of one stop ended and the carrier asks what to do next.
     *
     * @param status the carrier's word for how it ended
     * @param bridged whether the carrier says that two people were joined; null if it does not say
     * @param callerUp whether the caller is still there
     * @param leg which leg the Dial was joined to, if the carrier says so
     */
    record TargetDialEnded(
            int stop,
            String status,
            @Nullable Boolean bridged,
            boolean callerUp,
            @Nullable Integer leg) implements TransferEvent {

        /** Without a word on which leg. */
        public TargetDialEnded(int stop, String status, @Nullable Boolean bridged, boolean callerUp) {
            this(stop, status, bridged, callerUp, null);
        }

        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.targetDialEnded(this, now);
        }

        @Override
        public boolean isAnswerAt(int at) {
            return at == stop && (status.equals("completed") || status.equals("answered"));
        }
    }

    /** The carrier, running our wait document, asks again: the caller is with nobody. */
    record CallerParked() implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.callerParked(now);
        }
    }

    /** The agent who was dialled again has the caller. */
    record AgentBack() implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.agentBack(now);
        }
    }

    /** The caller hung up. */
    record CallerLeft(Source source, String how) implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.callerLeft(source, how, now);
        }
    }

    /** A deadline may have passed; the state knows its own and ignores an early or stale timer. */
    record DeadlinePassed() implements TransferEvent {
        @Override
        public Decision<TransferState> at(TransferState state, Circumstances now) {
            return state.deadlinePassed(now);
        }
    }
}

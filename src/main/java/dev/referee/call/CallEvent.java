package dev.referee.call;

import dev.referee.transfer.Decision;
import dev.referee.transfer.Fact;
import dev.referee.transfer.Plan;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can happen to a call: past facts, from whichever side they come, late, doubled and reordered. */
public sealed interface CallEvent {

    /** Hands itself to the machine. */
    Decision<CallFile> at(CallMachine machine);

    /**
     * OpenAI announced a session whose token belongs to this call and this Dial.
     *
     * @param ids by which others know it, by name; for the books alone
     */
    record SessionAnnounced(String dialId, CallId callId, Map<String, String> ids) implements CallEvent {

        /** Keeps its own copy. */
        public SessionAnnounced {
            ids = Map.copyOf(ids);
        }

        /** Without other ids. */
        public SessionAnnounced(String dialId, CallId callId) {
            this(dialId, callId, Map.of());
        }

        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.agent().sessionAnnounced(dialId, callId, ids);
        }
    }

    /** {@code /accept} was answered for good, or given up. */
    record AcceptAnswered(CallId callId, RequestResult result) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.agent().acceptAnswered(callId, result);
        }
    }

    /** The sideband is open. */
    record SidebandOpened(CallId callId) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.agent().sidebandOpened(callId);
        }
    }

    /** The sideband could not be opened; {@code gone} if OpenAI does not know the session. */
    record SidebandFailed(CallId callId, boolean gone, String why) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.agent().sidebandFailed(callId, gone, why);
        }
    }

    /** The sideband closed. */
    record SidebandClosed(CallId callId, boolean clean, String why) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.agent().sidebandClosed(callId, clean, why);
        }
    }

    /** News of the agent's leg from the carrier. */
    record AgentLegReported(String dialId, AgentLegStatus status) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.agent().agentLegReported(dialId, status);
        }
    }

    /**
     * The Dial of the agent's leg ended and the carrier asks what to do with the caller.
     *
     * @param status the carrier's word for how it ended
     * @param callerUp whether the caller is still there
     * @param rescue where to take a caller whose agent never came, if the agent has a target
     */
    record AgentDialEnded(
            String dialId,
            String status,
            boolean callerUp,
            @Nullable Plan rescue) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.agent().agentDialEnded(this);
        }
    }

    /** The agent or an operator asks for a transfer. */
    record TransferAsked(Plan plan, Source by) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.transfer().requested(plan, by);
        }
    }

    /**
     * The model of this session is in trouble, and is asked again.
     *
     * @param what such as {@code response-failed} or {@code silence}
     * @param code the vendor's; may be empty
     */
    record AgentTroubled(CallId callId, String what, String code) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.agent().troubled(callId, what, code);
        }
    }

    /**
     * The agent of this session cannot speak any more.
     *
     * @param rescue where its caller is brought; null if there is nobody, so that they hear an apology
     * @param ends whether the call is ended instead, for so the settings want it
     */
    record AgentMute(CallId callId, String why, @Nullable Plan rescue, boolean ends) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.agent().mute(callId, why, rescue, ends);
        }
    }

    /** The vendor said when it ends the session. */
    record SessionExpires(CallId callId, Instant expiresAt) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.limit().sessionExpires(callId, expiresAt);
        }
    }

    /** The call has cost what it may cost, in USD. */
    record SpendCapReached(String usd) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.limit().capReached(usd);
        }
    }

    /** The caller has heard the goodbye that a limit made the agent say. */
    record GoodbyeSaid(CallId callId) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.limit().goodbyeSaid(callId);
        }
    }

    /** The session is left, because the vendor will end it, and the agent dialled again. */
    record RenewalAsked(CallId callId) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.limit().renewed(callId);
        }
    }

    /** What the call has cost, in USD, for its story. */
    record CostCounted(String usd) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return Decision.same(machine.file()).and(new Fact.Noted(Source.OPENAI, "cost", Map.of("usd", usd)));
        }
    }

    /** The agent, an operator or a limit ends the call. */
    record EndAsked(Source by, String reason) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.caller().endAsked(by, reason);
        }
    }

    /** The caller hung up. */
    record CallerLeft(Source source, String how) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.caller().left(source, how);
        }
    }

    /** The carrier, running our wait document, asks again: nobody has the caller. */
    record CallerParked(@Nullable Plan rescue) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.caller().parked(rescue);
        }
    }

    /** The recording in the voicemail box is over. */
    record VoicemailEnded(boolean callerUp) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.caller().voicemailEnded();
        }
    }

    /** The carrier was asked about the caller's leg. */
    record CarrierReported(CarrierReport report) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.watch().carrierReported(report);
        }
    }

    /** Something happened to the transfer with this id. */
    record OfTransfer(dev.referee.transfer.TransferId transfer, TransferEvent event) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.transfer().ofTransfer(transfer, event);
        }
    }

    /** Something happened to whatever transfer is latest; the sender does not know its id. */
    record OfLatestTransfer(TransferEvent event) implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.transfer().ofLatestTransfer(event);
        }
    }

    /** This node looks after the call from now on: it was started, or the node that did is gone. */
    record Adopted() implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.watch().adopted();
        }
    }

    /** A route should have gone on with the transfer by now, and none has. */
    record TransferStalled() implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.watch().stalled();
        }
    }

    /**
     * Nothing was heard of this call for longer than its state should last without: what may have been lost on its way is asked
     * for.
     */
    record NoNewsCame() implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.watch().noNewsCame();
        }
    }

    /** A deadline may have passed; early and stale timers change nothing. */
    record DeadlinePassed() implements CallEvent {
        @Override
        public Decision<CallFile> at(CallMachine machine) {
            return machine.watch().deadlinePassed();
        }
    }
}

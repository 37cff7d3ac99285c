package dev.referee.transfer;

import org.jspecify.annotations.Nullable;

/**
 * Over. Nothing changes it; whatever comes late is written down and answered with a harmless document.
 *
 * @param plan what was asked for
 * @param outcome how it ended for the caller
 * @param stop index of the last stop that was dialled, if one was
 */
public record Concluded(
        Plan plan, Outcome outcome, @Nullable Integer stop) implements TransferState {

    /** The agent has the caller, and is told why. */
    public static Decision<TransferState> returned(Plan plan, String why) {
        return Decision.<TransferState>to(new Concluded(plan, Outcome.RETURNED, null))
                .and(new Fact.OutcomeReached(Outcome.RETURNED, null, why))
                .then(new TransferCommand.TellAgent(plan.id(), why));
    }

    static Decision<TransferState> failed(Plan plan, String why) {
        return Decision.<TransferState>to(new Concluded(plan, Outcome.FAILED, null))
                .and(new Fact.OutcomeReached(Outcome.FAILED, null, why));
    }

    @Override
    public boolean isOver() {
        return true;
    }

    /** The carrier repeats the request when our answer got lost: the same answer then, for the caller is still there. */
    @Override
    public Decision<TransferState> targetDialEnded(TransferEvent.TargetDialEnded ended, Circumstances now) {
        if (stop != null && ended.stop() == stop && ended.callerUp() && outcome == Outcome.VOICEMAIL) {
            return voicemail(stop);
        }
        if (outcome != Outcome.BRIDGED || stop == null || ended.stop() != stop) {
            return TransferState.super.targetDialEnded(ended, now);
        }
        return Decision.<TransferState>same(this)
                .answering(ended.callerUp() ? new Document.Hangup() : new Document.Empty());
    }

    /** A repeat, for the human who has the caller: the same answer. */
    @Override
    public Decision<TransferState> whisperEnded(TransferEvent.WhisperEnded ended, Circumstances now) {
        boolean his = outcome == Outcome.BRIDGED && stop != null && stop == ended.stop();
        boolean taken = his && plan.stops().get(stop).takes(ended.key());
        return Decision.<TransferState>same(this).answering(taken ? new Document.Join() : new Document.Hangup());
    }

    @Override
    public Decision<TransferState> callerParked(Circumstances now) {
        return outcome == Outcome.VOICEMAIL && stop != null ? voicemail(stop) : TransferState.super.callerParked(now);
    }

    @Override
    public Decision<TransferState> callerLeft(Source source, String how, Circumstances now) {
        return Decision.same(this);
    }

    private Decision<TransferState> voicemail(int last) {
        String target = plan.stops().get(last).target();
        return Decision.<TransferState>same(this).answering(new Document.Voicemail(plan.id(), target));
    }
}

package dev.referee.transfer;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Which stop is dialled next, and what becomes of the caller when there is none. */
final class NextStop {

    private NextStop() {}

    /** The first stop that is not closed; without one what is to happen when nobody answers. */
    static Decision<TransferState> first(Plan plan, Mechanism through, Circumstances now) {
        OptionalInt first = plan.openFrom(0);
        if (first.isPresent()) {
            return dialled(Dialling.at(plan, through, first.getAsInt(), now));
        }
        return ended(Dialling.at(plan, through, plan.stops().size() - 1, now), "closed", now);
    }

    /**
     * Nobody took the call at this stop.
     *
     * @param status why, in the carrier's word where there is one
     */
    static Decision<TransferState> after(Dialling missed, String status, Circumstances now) {
        Plan plan = missed.plan();
        Fact fact = new Fact.Noted(
                Source.CARRIER,
                "target-not-reached",
                Map.of("status", status, "number", Dialling.uri(missed.current().numbers())));
        OptionalInt next = plan.openFrom(missed.stop() + 1);
        if (next.isPresent()) {
            return dialled(Dialling.at(plan, missed.through(), next.getAsInt(), now))
                    .after(Decision.<TransferState>same(missed).and(fact));
        }
        List<String> closed = plan.closedFrom(missed.stop() + 1);
        String why = closed.isEmpty() ? status : status + ", " + String.join(" and ", closed) + " closed";
        return ended(missed, why, now)
                .after(Decision.<TransferState>same(missed).and(fact));
    }

    private static Decision<TransferState> dialled(Dialling next) {
        return Decision.<TransferState>to(next).answering(next.dial());
    }

    private static Decision<TransferState> ended(Dialling last, String status, Circumstances now) {
        Plan plan = last.plan();
        return switch (plan.ending()) {
            case RETURN -> giveBack(last, status, now);
            case VOICEMAIL ->
                over(plan, Outcome.VOICEMAIL, last.stop(), status)
                        .answering(
                                new Document.Voicemail(plan.id(), last.current().target()));
            case HANG_UP ->
                over(plan, Outcome.ABANDONED, last.stop(), "nobody answered, and otherwise is hang-up")
                        .answering(new Document.Apology());
        };
    }

    private static Decision<TransferState> giveBack(Dialling last, String status, Circumstances now) {
        if (last.plan().isRescue()) {
            return Concluded.failed(last.plan(), "nobody answered and no agent came: " + status)
                    .answering(new Document.Apology());
        }
        if (last.through() == Mechanism.REFER && now.agentUp()) {
            return Concluded.returned(last.plan(), status).answering(new Document.Empty());
        }
        return Returning.from(last.plan(), status, now);
    }

    private static Decision<TransferState> over(Plan plan, Outcome outcome, int stop, String why) {
        return Decision.<TransferState>to(new Concluded(plan, outcome, stop))
                .and(new Fact.OutcomeReached(outcome, null, why));
    }
}

package dev.referee.console;

import dev.referee.ledger.CallHead;
import dev.referee.ops.OnTheLine;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.TransferState;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Calls in progress as the overview shows them. */
final class LiveCalls {

    private LiveCalls() {}

    static Overview.LiveCall of(CallHead head, SinceWhen.Known known) {
        OnTheLine company = OnTheLine.of(head.file()).orElse(new OnTheLine("nobody", "nobody: the call is over"));
        boolean landed = head.publicState().equals("transferred");
        Optional<TransferState> transfer = landed
                ? Optional.ofNullable(head.file().transfer())
                : head.file().inFlight();
        return new Overview.LiveCall(
                head.key().value(),
                head.callId(),
                head.carrierCallId(),
                head.publicState(),
                head.agent(),
                head.from(),
                head.to(),
                head.startedAt().truncatedTo(ChronoUnit.MILLIS),
                company.who(),
                company.text(),
                known.since(head, company.who()).truncatedTo(ChronoUnit.MILLIS),
                company.who().equals("agent") ? known.trouble(head).orElse(null) : null,
                transfer.map(state -> state.plan().target()).orElse(null),
                transfer.map(state -> state.plan().id().value()).orElse(null),
                transfer.flatMap(LiveCalls::mechanism).map(Mechanism::word).orElse(null));
    }

    /** The one that has won, or else is tried or about to be. */
    private static Optional<Mechanism> mechanism(TransferState state) {
        return state instanceof Dialling dialling
                ? Optional.of(dialling.through())
                : state.trying().or(state::owed);
    }
}

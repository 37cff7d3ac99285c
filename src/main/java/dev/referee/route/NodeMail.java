package dev.referee.route;

import dev.referee.call.CallCommand;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.WrapUp;
import dev.referee.ledger.Leases;
import dev.referee.transfer.Command;
import dev.referee.transfer.TransferCommand;
import dev.referee.transfer.TransferId;
import java.util.Objects;
import java.util.Optional;

/** The commands that need a call's sideband, as mail for the node that has it. */
final class NodeMail {

    private NodeMail() {}

    static boolean needsSideband(Command command) {
        return command instanceof CallCommand.OpenSideband
                || command instanceof CallCommand.ReopenSideband
                || command instanceof CallCommand.CloseSideband
                || command instanceof CallCommand.Greet
                || command instanceof CallCommand.AnnounceEnd
                || command instanceof TransferCommand.TellAgent;
    }

    static void post(Leases leases, CallKey key, Command command) {
        String kind = command.getClass().getSimpleName();
        if (command instanceof CallCommand.OpenSideband open) {
            leases.post(key, kind, open.callId().value(), null);
        } else if (command instanceof CallCommand.ReopenSideband reopen) {
            leases.post(key, kind, reopen.callId().value(), null);
        } else if (command instanceof CallCommand.CloseSideband close) {
            leases.post(key, kind, close.callId().value(), null);
        } else if (command instanceof CallCommand.Greet greet) {
            leases.post(key, kind, greet.callId().value(), null);
        } else if (command instanceof CallCommand.AnnounceEnd end) {
            leases.post(key, kind, end.callId().value(), end.step().name());
        } else if (command instanceof TransferCommand.TellAgent tell) {
            leases.post(key, kind, tell.transfer().value(), tell.why());
        }
    }

    /** The command again; empty for one of a version that is newer than this node. */
    static Optional<Command> command(Leases.Mail mail) {
        String subject = Objects.requireNonNullElse(mail.subject(), "");
        return switch (mail.kind()) {
            case "OpenSideband" -> Optional.of(new CallCommand.OpenSideband(new CallId(subject)));
            case "ReopenSideband" -> Optional.of(new CallCommand.ReopenSideband(new CallId(subject)));
            case "CloseSideband" -> Optional.of(new CallCommand.CloseSideband(new CallId(subject)));
            case "Greet" -> Optional.of(new CallCommand.Greet(new CallId(subject)));
            case "AnnounceEnd" ->
                Optional.of(new CallCommand.AnnounceEnd(
                        new CallId(subject), WrapUp.Step.valueOf(Objects.requireNonNull(mail.text()))));
            case "TellAgent" ->
                Optional.of(new TransferCommand.TellAgent(
                        new TransferId(subject), Objects.requireNonNullElse(mail.text(), "")));
            default -> Optional.empty();
        };
    }
}

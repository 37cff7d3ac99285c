package dev.referee.ops;

import dev.referee.call.Call;
import dev.referee.call.CallEvent;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CallMachine;
import dev.referee.call.CallPolicy;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.LedgerListener;
import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Destination;
import dev.referee.transfer.Ending;
import dev.referee.transfer.Plan;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.Source;
import dev.referee.transfer.Stop;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.TransferPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One call, told event by event to the core and from there to a listener, as the desk does it; time moves by hand. */
final class Story {

    static final CallId SESSION = new CallId("rtc_1");
    static final CallKey KEY = new CallKey("c-" + "0".repeat(26));
    static final TransferId TRANSFER = new TransferId("t-" + "0".repeat(26));

    private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final CallPolicy CALL_POLICY = new CallPolicy(
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(8),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            1);
    private static final TransferPolicy TRANSFER_POLICY = new TransferPolicy(
            Duration.ofSeconds(4),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10));

    private final LedgerListener listener;
    private Instant now = START;
    private int dials;
    private CallFile file;

    private Story(LedgerListener listener, Decision<CallFile> first) {
        this.listener = listener;
        this.file = first.next();
        listener.applied(new Applied(head(), file, first, now));
    }

    /** The carrier has asked for the first document. */
    static Story arrived(LedgerListener listener) {
        return new Story(listener, CallMachine.inbound(at(START, "d-0"), CALL_POLICY));
    }

    /** A session came without a valid token. */
    static Story rejected(LedgerListener listener) {
        return new Story(listener, CallMachine.rejected(SESSION, "no token"));
    }

    /** The agent talks. */
    static Story talking(LedgerListener listener) {
        return arrived(listener).agentComes();
    }

    Story agentComes() {
        return then(new CallEvent.SessionAnnounced(file.call().agent().dialId(), SESSION))
                .then(new CallEvent.AcceptAnswered(SESSION, new RequestResult.Accepted(200, "200")))
                .then(new CallEvent.SidebandOpened(SESSION));
    }

    Story asked() {
        return then(new CallEvent.TransferAsked(plan("agent", Ending.RETURN), Source.SIDEBAND));
    }

    /** REFER is silent and the redirect lands, five seconds later. */
    Story redirected() {
        return asked().transfer(new TransferEvent.ReferBegun())
                .transfer(new TransferEvent.ReferAnswered(new RequestResult.Accepted(200, "200")))
                .after(4)
                .transfer(new TransferEvent.DeadlinePassed())
                .transfer(new TransferEvent.RedirectBegun())
                .after(1)
                .transfer(new TransferEvent.RedirectFetched());
    }

    Story after(long seconds) {
        now = now.plus(SECOND.multipliedBy(seconds));
        return this;
    }

    Story transfer(TransferEvent event) {
        return then(new CallEvent.OfTransfer(TRANSFER, event));
    }

    Story then(CallEvent event) {
        dials++;
        Decision<CallFile> decision = CallMachine.decide(file, event, at(now, "d-" + dials), CALL_POLICY);
        Applied applied = new Applied(head(), file, decision, now);
        file = decision.next();
        listener.applied(applied);
        return this;
    }

    String state() {
        return file.call().publicState();
    }

    CallFile file() {
        return file;
    }

    Call call() {
        return file.call();
    }

    static Plan plan(String requestedBy, Ending ending) {
        List<Stop> stops = new ArrayList<>();
        for (String number : List.of("tel:+61491570006", "tel:+61491570156")) {
            stops.add(new Stop("front-desk", new Destination(number), Duration.ofSeconds(20)));
        }
        return new Plan(TRANSFER, "front-desk", requestedBy, "", "", stops, ending, null);
    }

    private static Circumstances at(Instant now, String freshId) {
        return new Circumstances(now, TRANSFER_POLICY, false, freshId);
    }

    private CallHead head() {
        return new CallHead(
                KEY,
                SESSION.value(),
                null,
                "default",
                "+61400000001",
                "+61290000000",
                state(),
                START,
                null,
                null,
                null,
                file);
    }
}

package dev.referee.call;

import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Document;
import dev.referee.transfer.Fact;
import dev.referee.transfer.Source;
import java.util.Map;
import java.util.Optional;

/**
 * What may happen to one call: {@code (file, event, now) → Decision(next, facts, commands)}. An event goes to the side it
 * comes from: the agent, the caller, the transfer, or, when nobody says anything, the watch.
 *
 * <p>Pure: no clock, no I/O. An instance serves one decision and is not shared.
 */
public final class CallMachine {

    private final CallFile file;
    private final Circumstances now;
    private final CallPolicy policy;

    private CallMachine(CallFile file, Circumstances now, CallPolicy policy) {
        this.file = file;
        this.now = now.withAgentUp(file.call().agent().isUp());
        this.policy = policy;
    }

    /** Decides one event. */
    public static Decision<CallFile> decide(CallFile file, CallEvent event, Circumstances now, CallPolicy policy) {
        Decision<CallFile> came = event.at(new CallMachine(file, now, policy));
        Call next = LimitSide.carried(file.call(), came.next().call(), now.now());
        Decision<CallFile> decided =
                next.equals(came.next().call()) ? came : came.around(came.next().with(next));
        Optional<CallId> session = next.agent().session();
        boolean justOver = next.stage().isOver() && !file.call().stage().isOver();
        return justOver && session.isPresent() ? decided.then(new CallCommand.CloseSideband(session.get())) : decided;
    }

    /** The first document of a call: dial the agent. */
    public static Decision<CallFile> inbound(Circumstances now, CallPolicy policy) {
        return inbound(now, policy, Limits.NONE);
    }

    /** The same, for a call that may not last or cost as it likes. */
    public static Decision<CallFile> inbound(Circumstances now, CallPolicy policy, Limits limits) {
        Call call = Call.ringing(CallPart.ringing(now, policy)).with(limits);
        return Decision.to(new CallFile(call, null))
                .and(new Fact.Noted(Source.CARRIER, "call-arrived", Map.of()))
                .answering(new Document.DialAgent(now.freshId(), ""));
    }

    /** A caller whom screening does not let in; nothing is dialled. */
    public static Decision<CallFile> refused(String reason) {
        return Decision.to(new CallFile(Call.rejected(), null))
                .and(new Fact.Noted(Source.CARRIER, "call-refused", Map.of("reason", reason)));
    }

    /** A session that was announced without a valid token. */
    public static Decision<CallFile> rejected(CallId callId, String why) {
        return Decision.to(new CallFile(Call.rejected(), null))
                .and(new Fact.Noted(Source.OPENAI, "session-rejected", Map.of("reason", why)))
                .then(new CallCommand.RejectSession(callId));
    }

    CallFile file() {
        return file;
    }

    Circumstances now() {
        return now;
    }

    CallPolicy policy() {
        return policy;
    }

    CallMachine with(CallFile next) {
        return new CallMachine(next, now, policy);
    }

    AgentSide agent() {
        return new AgentSide(this);
    }

    CallerSide caller() {
        return new CallerSide(this);
    }

    TransferSide transfer() {
        return new TransferSide(this);
    }

    LimitSide limit() {
        return new LimitSide(this);
    }

    Watch watch() {
        return new Watch(this);
    }
}

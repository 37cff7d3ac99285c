package dev.referee.call;

import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Document;
import dev.referee.transfer.Fact;
import dev.referee.transfer.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the parts of the machine share: the call as it is, the circumstances, and the words in which a decision is written.
 * One instance serves one decision.
 */
abstract sealed class CallPart permits AgentSide, CallerSide, LimitSide, TransferSide, Watch {

    final CallFile file;
    final Call call;
    final Circumstances now;
    final CallPolicy policy;
    private final CallMachine machine;

    CallPart(CallMachine machine) {
        this.machine = machine;
        this.file = machine.file();
        this.call = machine.file().call();
        this.now = machine.now();
        this.policy = machine.policy();
    }

    final AgentSide agent() {
        return machine.agent();
    }

    final CallerSide caller() {
        return machine.caller();
    }

    final LimitSide limit() {
        return machine.limit();
    }

    final TransferSide transfer() {
        return machine.transfer();
    }

    /** The machine for the same moment with another file: what was decided so far is taken as given. */
    final CallMachine with(CallFile next) {
        return machine.with(next);
    }

    final Decision<CallFile> same() {
        return Decision.same(file);
    }

    final Decision<CallFile> to(Call next) {
        return Decision.to(file.with(next));
    }

    static Fact noted(Source source, String type) {
        return new Fact.Noted(source, type, Map.of());
    }

    static Fact noted(Source source, String type, String key, String value) {
        return new Fact.Noted(source, type, Map.of(key, value));
    }

    final AgentLeg gone(AgentLeg leg) {
        return new AgentLeg.Gone(
                leg.dialId(), leg.session().orElse(null), leg.cameUp(), after(policy.carrierSilence()));
    }

    static AgentLeg.Ringing ringing(Circumstances now, CallPolicy policy) {
        Duration wait = policy.agentRing().plus(policy.agentRingGrace());
        return new AgentLeg.Ringing(now.freshId(), now.now().plus(wait));
    }

    final Instant after(Duration wait) {
        return now.now().plus(wait);
    }

    final Decision<CallFile> over(Stage how, String type) {
        return to(call.at(how)).and(noted(Source.CARRIER, type));
    }

    final Decision<CallFile> farewell() {
        return same().answering(call.stage() == Stage.FAILED ? new Document.Apology() : new Document.Hangup());
    }

    final boolean isSession(CallId callId) {
        return call.agent().session().equals(Optional.of(callId));
    }
}

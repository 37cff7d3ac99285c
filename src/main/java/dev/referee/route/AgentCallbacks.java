package dev.referee.route;

import dev.referee.call.AgentLegStatus;
import dev.referee.call.CallEvent;
import dev.referee.call.CallKey;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.transfer.TransferEvent;
import dev.referee.twilio.CallStatus;
import dev.referee.twilio.CallbackForm;
import dev.referee.twilio.TwiML;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * The carrier's requests about the Dial of the agent's leg (facts/twilio-voice.md §3). Each may come twice; the ledger answers
 * a repeat as it answered the first.
 */
@Component("agentCallbacks")
public class AgentCallbacks {

    private final CallDesk desk;
    private final Ledger ledger;
    private final Documents documents;
    private final Plans plans;
    private final LegGuard guard;

    AgentCallbacks(CallDesk desk, Ledger ledger, Documents documents, Plans plans, LegGuard guard) {
        this.desk = desk;
        this.ledger = ledger;
        this.documents = documents;
        this.plans = plans;
        this.guard = guard;
    }

    /** Dial's action of the agent's leg. */
    public String agentEnded(Exchange exchange) throws RequestRefused {
        CallbackForm form = CarrierRequest.form(exchange);
        CallKey key = CarrierRequest.callKey(exchange);
        String dialId = CarrierRequest.query(exchange, "d");
        if (guard.isOfAnother(key, form.callSid())) {
            return TwiML.hangup();
        }
        Optional<CallHead> head = ledger.find(key);
        return documents.answer(desk.apply(
                key,
                new CallEvent.AgentDialEnded(
                        dialId,
                        CarrierRequest.dialWord(form),
                        CarrierRequest.callerUp(form),
                        head.flatMap(plans::rescue).orElse(null))));
    }

    /** {@code referUrl}: a REFER of OpenAI reached the carrier. */
    public String referArrived(Exchange exchange) throws RequestRefused {
        String referTo = CarrierRequest.form(exchange).referTransferTarget().orElse("");
        return documents.answer(desk.apply(
                CarrierRequest.callKey(exchange),
                new CallEvent.OfLatestTransfer(new TransferEvent.ReferArrived(referTo))));
    }

    /** News of the agent's leg. */
    public String agentLeg(Exchange exchange) throws RequestRefused {
        CallbackForm form = CarrierRequest.form(exchange);
        CallKey key = CarrierRequest.callKey(exchange);
        if (!guard.isOfAnother(key, form.parentCallSid())) {
            desk.apply(
                    key,
                    new CallEvent.AgentLegReported(
                            CarrierRequest.query(exchange, "d"), agentStatus(form.callStatus())));
        }
        return TwiML.empty();
    }

    private static AgentLegStatus agentStatus(CallStatus status) {
        return switch (status) {
            case IN_PROGRESS -> AgentLegStatus.ANSWERED;
            case COMPLETED -> AgentLegStatus.COMPLETED;
            case CANCELED, NO_ANSWER -> AgentLegStatus.CANCELED;
            case BUSY, FAILED -> AgentLegStatus.FAILED;
            case QUEUED, INITIATED, RINGING, UNKNOWN -> AgentLegStatus.COMING;
        };
    }
}

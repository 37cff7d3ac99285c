package dev.referee.route;

import dev.referee.call.AgentLegStatus;
import dev.referee.call.CallEvent;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.call.Screening;
import dev.referee.config.Roster;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.ledger.NewCall;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import dev.referee.twilio.CallStatus;
import dev.referee.twilio.CallbackForm;
import dev.referee.twilio.TwiML;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Turns the carrier's requests into events and what was decided into documents (facts/twilio-voice.md §1, §3). Each may
 * come twice; the ledger answers a repeat as it answered the first.
 */
@Component("carrier")
public class CarrierCallbacks {

    private static final Logger LOG = LoggerFactory.getLogger(CarrierCallbacks.class);

    private final CallDesk desk;
    private final Ledger ledger;
    private final Documents documents;
    private final Plans plans;
    private final Roster roster;
    private final Clock clock;
    private final Load load;
    private final TargetLegs legs;
    private final Callers callers;
    private final LogBrake brake = new LogBrake(Duration.ofSeconds(1), System::nanoTime);

    CarrierCallbacks(
            CallDesk desk,
            Ledger ledger,
            Documents documents,
            Plans plans,
            Roster roster,
            Clock clock,
            Load load,
            TargetLegs legs,
            Callers callers) {
        this.callers = callers;
        this.load = load;
        this.legs = legs;
        this.desk = desk;
        this.ledger = ledger;
        this.documents = documents;
        this.plans = plans;
        this.roster = roster;
        this.clock = clock;
    }

    /**
     * {@code /twiml/inbound}: a caller rings, and is let in or not. A repeat gets what the first got, whatever screening says
     * by then.
     */
    public String inbound(Exchange exchange) throws RequestRefused {
        CallbackForm form = form(exchange);
        CarrierCallId parent =
                form.callSid().orElseThrow(() -> new RequestRefused(400, "CallSid is missing or has an unknown form"));
        if (load.isFull() && ledger.byCarrierCall(parent).isEmpty()) {
            brake.pass("full")
                    .ifPresent(held -> LOG.warn(
                            "{} calls are in progress: a caller hears an apology (and {} before)", load.calls(), held));
            return documents.apology();
        }
        String to = form.to().orElse("");
        NewCall call = new NewCall(
                Ids.callKey(),
                parent,
                null,
                roster.now().agentFor(to),
                form.from().orElse(""),
                to);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<Screening.Refusal> refusal = callers.refuses(call, now);
        Optional<String> answer = refusal.isPresent()
                ? desk.refuse(call, refusal.get().word())
                        .map(refused ->
                                documents.refused(roster.now().settings().screeningOf(call.agent())))
                : desk.open(call, callers.limits(call, now), now).map(documents::of);
        return answer.orElseGet(() -> again(parent));
    }

    /** The carrier repeats a request when our answer got lost: the same Dial, with a fresh token for it. */
    private String again(CarrierCallId parent) {
        return ledger.byCarrierCall(parent)
                .map(head -> documents.inboundAgain(head))
                .orElseGet(TwiML::hangup);
    }

    /** Dial's action of the agent's leg. */
    public String agentEnded(Exchange exchange) throws RequestRefused {
        CallbackForm form = form(exchange);
        CallKey key = callKey(exchange);
        String dialId = query(exchange, "d");
        Optional<CallHead> head = ledger.find(key);
        if (isOfAnother(head, form.callSid())) {
            return TwiML.hangup();
        }
        return answer(desk.apply(
                key,
                new CallEvent.AgentDialEnded(
                        dialId,
                        dialWord(form),
                        callerUp(form),
                        head.flatMap(plans::rescue).orElse(null))));
    }

    /** {@code referUrl}: a REFER of OpenAI reached the carrier. */
    public String referArrived(Exchange exchange) throws RequestRefused {
        String referTo = form(exchange).referTransferTarget().orElse("");
        return answer(
                desk.apply(callKey(exchange), new CallEvent.OfLatestTransfer(new TransferEvent.ReferArrived(referTo))));
    }

    /** The redirect took: the carrier fetches the transfer's document. */
    public String redirectFetched(Exchange exchange) throws RequestRefused {
        TransferId transfer = transferId(exchange);
        if (isOfAnother(ledger.byTransfer(transfer), form(exchange).callSid())) {
            return TwiML.hangup();
        }
        return answer(desk.apply(transfer, new TransferEvent.RedirectFetched()));
    }

    /** Dial's action of one of the target's stops. */
    public String targetEnded(Exchange exchange) throws RequestRefused {
        CallbackForm form = form(exchange);
        Boolean bridged = form.dialBridged().orElse(null);
        TransferId transfer = transferId(exchange);
        int stop = stop(exchange);
        Integer leg = Boolean.TRUE.equals(bridged) ? legs.joined(transfer, stop, form.dialCallSid()) : null;
        return answer(desk.apply(
                transfer, new TransferEvent.TargetDialEnded(stop, dialWord(form), bridged, callerUp(form), leg)));
    }

    /** Somebody has picked up, and the carrier asks what he is to hear before the caller is joined. */
    public String whisper(Exchange exchange) throws RequestRefused {
        return answer(desk.apply(transferId(exchange), new TransferEvent.WhisperAsked(stop(exchange), leg(exchange))));
    }

    /** He has heard it, and has pressed a key or none. */
    public String whispered(Exchange exchange) throws RequestRefused {
        String key = form(exchange).digits().orElse("");
        return answer(
                desk.apply(transferId(exchange), new TransferEvent.WhisperEnded(stop(exchange), leg(exchange), key)));
    }

    /** The wait document asks again. */
    public String parked(Exchange exchange) throws RequestRefused {
        CallKey key = callKey(exchange);
        return answer(desk.apply(
                key,
                new CallEvent.CallerParked(
                        ledger.find(key).flatMap(plans::rescue).orElse(null))));
    }

    /** Record's action. */
    public String voicemailEnded(Exchange exchange) throws RequestRefused {
        return answer(desk.apply(callKey(exchange), new CallEvent.VoicemailEnded(callerUp(form(exchange)))));
    }

    /** News of the agent's leg. */
    public String agentLeg(Exchange exchange) throws RequestRefused {
        CallbackForm form = form(exchange);
        CallKey key = callKey(exchange);
        if (!isOfAnother(ledger.find(key), form.parentCallSid())) {
            desk.apply(key, new CallEvent.AgentLegReported(query(exchange, "d"), agentStatus(form.callStatus())));
        }
        return TwiML.empty();
    }

    /** News of a leg to one of the target's numbers. */
    public String targetLeg(Exchange exchange) throws RequestRefused {
        Optional<LegStatus> status = legStatus(form(exchange).callStatus());
        if (status.isPresent()) {
            desk.apply(
                    transferId(exchange), new TransferEvent.LegReported(stop(exchange), leg(exchange), status.get()));
        }
        return TwiML.empty();
    }

    /** News of the caller's own leg, where the number's status callback points here. */
    public String callerLeg(Exchange exchange) throws RequestRefused {
        CallbackForm form = form(exchange);
        if (form.callStatus().isOver()) {
            form.callSid()
                    .flatMap(ledger::byCarrierCall)
                    .ifPresent(head -> desk.apply(
                            head.key(), new CallEvent.CallerLeft(Source.CARRIER, "the caller's leg is over")));
        }
        return TwiML.empty();
    }

    /** A recording of the voicemail box is ready; the routes may take it further. */
    public String recording(Exchange exchange) {
        return TwiML.empty();
    }

    /**
     * Whether the carrier names another caller's leg than that of the call in the signed address: such a request changes
     * nothing and is answered as for an unknown call. Asked only where it is documented which leg is named
     * (facts/twilio-voice.md §3.3, §3.4, §5): once a REFER was taken that was merely observed (§3.5), and a mistake would
     * cost a caller. A request that names none is that of the address.
     */
    private boolean isOfAnother(Optional<CallHead> head, Optional<CarrierCallId> named) {
        String ours = head.map(CallHead::carrierCallId).orElse(null);
        if (ours == null || named.isEmpty() || named.get().value().equals(ours)) {
            return false;
        }
        brake.pass("another")
                .ifPresent(held -> LOG.warn(
                        "call {}: a request of the carrier is about {}, not about {}; ignored (and {} before)",
                        head.get().key(),
                        named.get(),
                        ours,
                        held));
        return true;
    }

    private String answer(Optional<Applied> applied) {
        return applied.map(documents::of).orElseGet(TwiML::hangup);
    }

    /** The caller is there unless the carrier says that his leg is over. */
    private static boolean callerUp(CallbackForm form) {
        return !form.callStatus().isOver();
    }

    private static String dialWord(CallbackForm form) {
        String status = form.first("DialCallStatus").orElse("unknown");
        String code = form.sipResponseCode().isPresent()
                ? " " + form.sipResponseCode().getAsInt()
                : "";
        String error = form.errorCode().isPresent() ? " " + form.errorCode().getAsInt() : "";
        return status + code + error;
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

    static Optional<LegStatus> legStatus(CallStatus status) {
        return switch (status) {
            case QUEUED, INITIATED -> Optional.of(LegStatus.INITIATED);
            case RINGING -> Optional.of(LegStatus.RINGING);
            case IN_PROGRESS -> Optional.of(LegStatus.ANSWERED);
            case COMPLETED, BUSY, FAILED, NO_ANSWER, CANCELED -> Optional.of(LegStatus.ENDED);
            case UNKNOWN -> Optional.empty();
        };
    }

    private static CallbackForm form(Exchange exchange) {
        return Vars.required(exchange, Vars.FORM, CallbackForm.class);
    }

    private static CallKey callKey(Exchange exchange) throws RequestRefused {
        try {
            return new CallKey(query(exchange, "c"));
        } catch (IllegalArgumentException malformed) {
            throw new RequestRefused(400, "the query parameter c names no call");
        }
    }

    private static TransferId transferId(Exchange exchange) throws RequestRefused {
        try {
            return new TransferId(query(exchange, "t"));
        } catch (IllegalArgumentException malformed) {
            throw new RequestRefused(400, "the query parameter t names no transfer");
        }
    }

    private static int stop(Exchange exchange) throws RequestRefused {
        return number("n", query(exchange, "n"));
    }

    /** Which leg of the stop; the only one, where the address does not say. */
    private static int leg(Exchange exchange) throws RequestRefused {
        String leg = query(exchange, "l");
        return leg.isEmpty() ? 0 : number("l", leg);
    }

    private static int number(String name, String text) throws RequestRefused {
        if (!text.matches("[0-9]{1,4}")) {
            throw new RequestRefused(400, "the query parameter " + name + " is no number");
        }
        return Integer.parseInt(text);
    }

    private static String query(Exchange exchange, String name) {
        Object value = Vars.required(exchange, "query", Map.class).get(name);
        return value == null ? "" : value.toString();
    }
}

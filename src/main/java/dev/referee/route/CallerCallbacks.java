package dev.referee.route;

import dev.referee.call.CallEvent;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.call.Screening;
import dev.referee.config.Roster;
import dev.referee.ledger.Ledger;
import dev.referee.ledger.NewCall;
import dev.referee.masking.LogBrake;
import dev.referee.transfer.Source;
import dev.referee.twilio.CallbackForm;
import dev.referee.twilio.TwiML;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The carrier's requests about the caller's own leg: events for the core, and what was decided as documents
 * (facts/twilio-voice.md §1). Each may come twice; the ledger answers a repeat as it answered the first.
 */
@Component("callerCallbacks")
public class CallerCallbacks {

    private static final Logger LOG = LoggerFactory.getLogger(CallerCallbacks.class);

    private final LogBrake brake = new LogBrake();
    private final CallDesk desk;
    private final Ledger ledger;
    private final Documents documents;
    private final Plans plans;
    private final Roster roster;
    private final Clock clock;
    private final Load load;
    private final Callers callers;

    CallerCallbacks(
            CallDesk desk,
            Ledger ledger,
            Documents documents,
            Plans plans,
            Roster roster,
            Clock clock,
            Load load,
            Callers callers) {
        this.desk = desk;
        this.ledger = ledger;
        this.documents = documents;
        this.plans = plans;
        this.roster = roster;
        this.clock = clock;
        this.load = load;
        this.callers = callers;
    }

    /**
     * {@code /twiml/inbound}: a caller rings, and is let in or not. A repeat gets what the first got, whatever screening says
     * by then.
     */
    public String inbound(Exchange exchange) throws RequestRefused {
        CallbackForm form = CarrierRequest.form(exchange);
        CarrierCallId parent =
                form.callSid().orElseThrow(() -> new RequestRefused(400, "CallSid is missing or has an unknown form"));
        if (load.isFull() && ledger.byCarrierCall(parent).isEmpty()) {
            brake.pass("full")
                    .ifPresent(held ->
                            LOG.warn("{} calls are in progress: a caller hears an apology{}", load.calls(), held));
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

    /** The wait document asks again. */
    public String parked(Exchange exchange) throws RequestRefused {
        CallKey key = CarrierRequest.callKey(exchange);
        return documents.answer(desk.apply(
                key,
                new CallEvent.CallerParked(
                        ledger.find(key).flatMap(plans::rescue).orElse(null))));
    }

    /** Record's action. */
    public String voicemailEnded(Exchange exchange) throws RequestRefused {
        return documents.answer(desk.apply(
                CarrierRequest.callKey(exchange),
                new CallEvent.VoicemailEnded(CarrierRequest.callerUp(CarrierRequest.form(exchange)))));
    }

    /** News of the caller's own leg, where the number's status callback points here. */
    public String callerLeg(Exchange exchange) throws RequestRefused {
        CallbackForm form = CarrierRequest.form(exchange);
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
}

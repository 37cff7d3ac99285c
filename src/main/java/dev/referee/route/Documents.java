package dev.referee.route;

import dev.referee.call.AgentLeg;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.call.CorrelationToken;
import dev.referee.call.Stage;
import dev.referee.config.RefereeSettings;
import dev.referee.config.Roster;
import dev.referee.config.ScreeningSettings;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.transfer.Destination;
import dev.referee.transfer.Document;
import dev.referee.transfer.Manner;
import dev.referee.transfer.TransferId;
import dev.referee.twilio.TwiML;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Writes the core's documents as TwiML, with absolute callback addresses. */
@Component
class Documents {

    static final String APOLOGY =
            "We are sorry, nobody can take your call at the moment. Please try again later. Goodbye.";
    private static final String VOICEMAIL =
            "Nobody can take your call at the moment. Please leave a message after the tone.";

    private final RefereeSettings settings;
    private final Roster roster;
    private final CorrelationToken tokens;
    private final Clock clock;

    Documents(RefereeSettings settings, Roster roster, CorrelationToken tokens, Clock clock) {
        this.settings = settings;
        this.roster = roster;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** The TwiML of what was decided; a decision without a document is answered with an empty one. */
    String of(Applied applied) {
        Document document = applied.decision().answer();
        return document == null ? TwiML.empty() : of(applied.before(), document);
    }

    /** The same for the carrier; of a call or a transfer that there is not, a hang-up. */
    String answer(Optional<Applied> applied) {
        return applied.map(this::of).orElseGet(TwiML::hangup);
    }

    /** Nobody can be with the caller. */
    String apology() {
        return TwiML.apology(APOLOGY);
    }

    /** What a caller gets whom screening does not let in. */
    String refused(ScreeningSettings screening) {
        return "say".equals(screening.answer()) && screening.sentence() != null
                ? TwiML.apology(screening.sentence())
                : TwiML.reject("busy".equals(screening.answer()));
    }

    /** The first document of a call once more; where the agent is on his way already, a wait. */
    String inboundAgain(CallHead head) {
        if (head.file().call().stage() == Stage.REJECTED) {
            return refused(roster.of(head.key()).settings().screeningOf(head.agent()));
        }
        return head.file().call().agent() instanceof AgentLeg.Ringing ringing
                ? dialAgent(head, ringing.dialId())
                : of(head, new Document.Wait());
    }

    private String of(CallHead head, Document document) {
        CallKey key = head.key();
        if (document instanceof Document.DialAgent agent) {
            return dialAgent(head, agent.dialId());
        }
        if (document instanceof Document.DialTarget target) {
            return dialTarget(head, target);
        }
        if (document instanceof Document.Whisper whisper) {
            String next = url(Entry.TWIML_WHISPERED, at(whisper.transfer(), whisper.stop()) + "&l=" + whisper.leg());
            return whisper.press1() ? TwiML.ask(whisper.words(), next) : TwiML.whisper(whisper.words(), next);
        }
        if (document instanceof Document.Voicemail voicemail) {
            return TwiML.voicemail(
                    url(Entry.TWIML_VOICEMAIL_ENDED, "?c=" + key),
                    url(Entry.TWILIO_RECORDING, "?t=" + voicemail.transfer()),
                    VOICEMAIL);
        }
        if (document instanceof Document.Wait) {
            return TwiML.wait(url(Entry.TWIML_WAIT, "?c=" + key));
        }
        if (document instanceof Document.Apology) {
            return TwiML.apology(APOLOGY);
        }
        return document instanceof Document.Hangup ? TwiML.hangup() : TwiML.empty();
    }

    private String dialTarget(CallHead head, Document.DialTarget target) {
        String at = at(target.transfer(), target.stop());
        Manner manner = target.to().manner();
        List<Destination> numbers = target.to().numbers();
        List<TwiML.Noun> nouns = new ArrayList<>();
        for (int leg = 0; leg < numbers.size(); leg++) {
            String ofLeg = numbers.size() == 1 ? at : at + "&l=" + leg;
            nouns.add(new TwiML.Noun(
                    numbers.get(leg),
                    url(Entry.TWILIO_TARGET_LEG, ofLeg),
                    manner.isScreened() ? url(Entry.TWIML_WHISPER, ofLeg) : null));
        }
        return TwiML.dialTarget(
                nouns,
                url(Entry.TWIML_TRANSFER_ENDED, at),
                seconds(target.to().ring()),
                manner.shown(head.from(), head.to()));
    }

    private static String at(TransferId transfer, int stop) {
        return "?t=" + transfer + "&n=" + stop;
    }

    private String dialAgent(CallHead head, String dialId) {
        CarrierCallId parent = new CarrierCallId(java.util.Objects.requireNonNull(head.carrierCallId()));
        String token = tokens.issue(
                parent, dialId, clock.instant().plus(settings.agent().tokenLifetime()));
        String at = "?c=" + head.key() + "&d=" + dialId;
        return TwiML.dialAgent(
                TwiML.agentUri(settings.openai().projectId(), settings.openai().sipHost(), token),
                url(Entry.TWIML_AGENT_ENDED, at),
                url(Entry.TWIML_REFER, "?c=" + head.key()),
                url(Entry.TWILIO_AGENT_LEG, at),
                seconds(settings.agent().ringTimeout()));
    }

    private String url(Entry entry, String query) {
        return settings.callback(entry.path() + query).toString();
    }

    /** The carrier takes 5 s at least. */
    private static int seconds(Duration ring) {
        return (int) Math.max(5, Math.min(600, (ring.toMillis() + 999) / 1000));
    }
}

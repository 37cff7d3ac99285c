package dev.referee.twilio;

import com.twilio.http.HttpMethod;
import com.twilio.twiml.VoiceResponse;
import com.twilio.twiml.voice.Dial;
import com.twilio.twiml.voice.Gather;
import com.twilio.twiml.voice.Hangup;
import com.twilio.twiml.voice.Number;
import com.twilio.twiml.voice.Pause;
import com.twilio.twiml.voice.Record;
import com.twilio.twiml.voice.Redirect;
import com.twilio.twiml.voice.Reject;
import com.twilio.twiml.voice.Say;
import com.twilio.twiml.voice.Sip;
import dev.referee.transfer.Destination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every document that Referee answers to Twilio (facts/twilio-voice.md §3, §7). Pure: the same arguments give the same XML.
 * URLs are absolute, because a document fetched after a REST redirect has no base (§0 row 9),
 * and all are fetched by POST, which is Twilio's default (§3.1).
 */
public final class TwiML {

    /** The SIP header that carries the correlation token; names that start with X-Twilio would be dropped (§0 row 2). */
    public static final String TOKEN_HEADER = "X-Referee-Call";

    /** After the words, for the finger to find the key. */
    private static final int ASK_SECONDS = 8;

    private static final int VOICEMAIL_SECONDS_MAX = 180;
    private static final int VOICEMAIL_SILENCE_SECONDS = 5;

    private TwiML() {}

    /**
     * The SIP address of an agent, with the token in a header (§3.2, contract §5 (1)).
     *
     * @param token letters, digits, {@code .}, {@code _} and {@code -} only; nothing is encoded here
     */
    public static String agentUri(String user, String host, String token) {
        return "sip:" + user + "@" + host + ";transport=tls?" + TOKEN_HEADER + "=" + token;
    }

    /**
     * Connects the caller to the agent. {@code answerOnBridge} keeps the agent's leg until a REFER's target answers
     * (§0 row 6); without {@code referUrl} Twilio drops every REFER (§0 row 5).
     *
     * @param sipUri with the token's header, see {@link #agentUri}
     * @param timeoutSeconds 5 to 600
     */
    public static String dialAgent(
            String sipUri, String actionUrl, String referUrl, String statusCallbackUrl, int timeoutSeconds) {
        Dial dial = new Dial.Builder()
                .answerOnBridge(true)
                .action(actionUrl)
                .referUrl(referUrl)
                .timeout(timeoutSeconds)
                .sip(sip(sipUri, statusCallbackUrl).build())
                .build();
        return xml(new VoiceResponse.Builder().dial(dial));
    }

    /**
     * One address of a target.
     *
     * @param destination where to dial
     * @param statusCallbackUrl where its news go
     * @param whisperUrl the document that its human hears before the caller is joined (§7); null for none
     */
    public record Noun(
            Destination destination,
            String statusCallbackUrl,
            @Nullable String whisperUrl) {}

    /**
     * Connects the caller to one address of a target, or to whichever of up to ten answers first: the carrier cancels the
     * others (§3.1). The caller hears ringing until one is answered, and its whisper is over.
     *
     * @param timeoutSeconds 5 to 600; Twilio adds about 5
     * @param callerId the number to show, in E.164; null for the carrier's choice, the caller's own
     */
    public static String dialTarget(List<Noun> nouns, String actionUrl, int timeoutSeconds, @Nullable String callerId) {
        Dial.Builder dial =
                new Dial.Builder().answerOnBridge(true).action(actionUrl).timeout(timeoutSeconds);
        if (callerId != null) {
            dial.callerId(callerId);
        }
        for (Noun noun : nouns) {
            if (noun.destination().isTel()) {
                dial.number(number(noun));
            } else {
                Sip.Builder sip = sip(noun.destination().dialled(), noun.statusCallbackUrl());
                dial.sip((noun.whisperUrl() == null ? sip : sip.url(noun.whisperUrl())).build());
            }
        }
        return xml(new VoiceResponse.Builder().dial(dial.build()));
    }

    private static Number number(Noun noun) {
        Number.Builder number = new Number.Builder(noun.destination().dialled())
                .statusCallback(noun.statusCallbackUrl())
                .statusCallbackEvents(List.of(
                        Number.Event.INITIATED, Number.Event.RINGING, Number.Event.ANSWERED, Number.Event.COMPLETED));
        return (noun.whisperUrl() == null ? number : number.url(noun.whisperUrl())).build();
    }

    /** Says something to the human who has picked up, then asks what is next. */
    public static String whisper(String words, String nextUrl) {
        return xml(new VoiceResponse.Builder()
                .say(new Say.Builder(words).build())
                .redirect(new Redirect.Builder(nextUrl).method(HttpMethod.POST).build()));
    }

    /** Says something to the human who has picked up and asks what is next once he presses a key; else hangs up. */
    public static String ask(String words, String nextUrl) {
        return xml(new VoiceResponse.Builder()
                .gather(new Gather.Builder()
                        .inputs(Gather.Input.DTMF)
                        .numDigits(1)
                        .timeout(ASK_SECONDS)
                        .action(nextUrl)
                        .say(new Say.Builder(words).build())
                        .build())
                .hangup(new Hangup.Builder().build()));
    }

    /** Keeps the caller for a second, then asks again: harmless where another mechanism has the caller. */
    public static String wait(String redirectUrl) {
        return xml(new VoiceResponse.Builder()
                .pause(new Pause.Builder().length(1).build())
                .redirect(new Redirect.Builder(redirectUrl)
                        .method(HttpMethod.POST)
                        .build()));
    }

    /**
     * Says a sentence and records up to 3 minutes. With an action nothing may follow; the file is ready when the recording
     * callback comes (§7).
     */
    public static String voicemail(String actionUrl, String recordingCallbackUrl, String sentence) {
        return xml(new VoiceResponse.Builder()
                .say(new Say.Builder(sentence).build())
                .record(new Record.Builder()
                        .action(actionUrl)
                        .maxLength(VOICEMAIL_SECONDS_MAX)
                        .timeout(VOICEMAIL_SILENCE_SECONDS)
                        .playBeep(true)
                        .recordingStatusCallback(recordingCallbackUrl)
                        .build()));
    }

    /** Says a sentence and hangs up. */
    public static String apology(String sentence) {
        return xml(new VoiceResponse.Builder()
                .say(new Say.Builder(sentence).build())
                .hangup(new Hangup.Builder().build()));
    }

    /**
     * Does not take the call; nothing is answered and nothing billed.
     *
     * @param busy the caller hears the busy tone, else that the number is not in service
     */
    public static String reject(boolean busy) {
        return xml(new VoiceResponse.Builder()
                .reject(new Reject.Builder()
                        .reason(busy ? Reject.Reason.BUSY : Reject.Reason.REJECTED)
                        .build()));
    }

    /** Hangs up. */
    public static String hangup() {
        return xml(new VoiceResponse.Builder().hangup(new Hangup.Builder().build()));
    }

    /** Nothing to do: the answer to a status callback. To a caller without any other document it is a hang-up. */
    public static String empty() {
        return xml(new VoiceResponse.Builder());
    }

    private static Sip.Builder sip(String uri, String statusCallbackUrl) {
        return new Sip.Builder(uri)
                .statusCallback(statusCallbackUrl)
                .statusCallbackEvents(
                        List.of(Sip.Event.INITIATED, Sip.Event.RINGING, Sip.Event.ANSWERED, Sip.Event.COMPLETED));
    }

    private static String xml(VoiceResponse.Builder response) {
        return response.build().toXml();
    }
}

package dev.referee.twilio;

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
        return response(dial(actionUrl, timeoutSeconds)
                .with("referUrl", referUrl)
                .holding(leg("Sip", sipUri, statusCallbackUrl)));
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
        Verb dial = dial(actionUrl, timeoutSeconds).with("callerId", callerId);
        for (Noun noun : nouns) {
            Destination to = noun.destination();
            dial.holding(leg(to.isTel() ? "Number" : "Sip", to.dialled(), noun.statusCallbackUrl())
                    .with("url", noun.whisperUrl()));
        }
        return response(dial);
    }

    /** Says something to the human who has picked up, then asks what is next. */
    public static String whisper(String words, String nextUrl) {
        return response(say(words), redirect(nextUrl));
    }

    /** Says something to the human who has picked up and asks what is next once he presses a key; else hangs up. */
    public static String ask(String words, String nextUrl) {
        Verb gather = new Verb("Gather")
                .with("input", "dtmf")
                .with("numDigits", 1)
                .with("timeout", ASK_SECONDS)
                .with("action", nextUrl)
                .holding(say(words));
        return response(gather, hangUp());
    }

    /** Keeps the caller for a second, then asks again: harmless where another mechanism has the caller. */
    public static String wait(String redirectUrl) {
        return response(new Verb("Pause").with("length", 1), redirect(redirectUrl));
    }

    /**
     * Says a sentence and records up to 3 minutes. With an action nothing may follow; the file is ready when the recording
     * callback comes (§7).
     */
    public static String voicemail(String actionUrl, String recordingCallbackUrl, String sentence) {
        Verb recording = new Verb("Record")
                .with("action", actionUrl)
                .with("maxLength", VOICEMAIL_SECONDS_MAX)
                .with("timeout", VOICEMAIL_SILENCE_SECONDS)
                .with("playBeep", true)
                .with("recordingStatusCallback", recordingCallbackUrl);
        return response(say(sentence), recording);
    }

    /** Says a sentence and hangs up. */
    public static String apology(String sentence) {
        return response(say(sentence), hangUp());
    }

    /**
     * Does not take the call; nothing is answered and nothing billed.
     *
     * @param busy the caller hears the busy tone, else that the number is not in service
     */
    public static String reject(boolean busy) {
        return response(new Verb("Reject").with("reason", busy ? "busy" : "rejected"));
    }

    /** Hangs up. */
    public static String hangup() {
        return response(hangUp());
    }

    /** Nothing to do: the answer to a status callback. To a caller without any other document it is a hang-up. */
    public static String empty() {
        return response();
    }

    private static Verb dial(String actionUrl, int timeoutSeconds) {
        return new Verb("Dial")
                .with("answerOnBridge", true)
                .with("action", actionUrl)
                .with("timeout", timeoutSeconds);
    }

    private static Verb leg(String noun, String to, String statusCallbackUrl) {
        return new Verb(noun, to)
                .with("statusCallback", statusCallbackUrl)
                .with("statusCallbackEvent", "initiated ringing answered completed");
    }

    private static Verb say(String words) {
        return new Verb("Say", words);
    }

    private static Verb redirect(String url) {
        return new Verb("Redirect", url).with("method", "POST");
    }

    private static Verb hangUp() {
        return new Verb("Hangup");
    }

    private static String response(Verb... verbs) {
        Verb response = new Verb("Response");
        for (Verb verb : verbs) {
            response.holding(verb);
        }
        return response.document();
    }
}

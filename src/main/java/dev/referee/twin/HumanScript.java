package dev.referee.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What happens at one number when it is dialled.
 *
 * @param does the behaviour
 * @param ringMs milliseconds of ringing before it; null for the call's {@code humanRingMs}
 * @param talkMs milliseconds until this human hangs up; null for the call's {@code humanTalkMs}
 */
public record HumanScript(
        Does does, @Nullable Integer ringMs, @Nullable Integer talkMs) {

    /** What a human, or what stands in for one, does with a ringing phone. */
    public enum Does implements Fault {
        /** Picks up, talks, hangs up. */
        ANSWERS("Answers", "Picks up, presses 1 if asked to, talks, then hangs up"),
        /** The line is busy. */
        BUSY("Busy", "The line is busy (DialCallStatus busy, SIP 486)"),
        /** Rings until the Dial's timeout. */
        NO_ANSWER("No answer", "Rings until the Dial's timeout, or noAnswerMs as a short cut"),
        /** Presses the red button. */
        DECLINES("Declines", "Refuses the call (DialCallStatus busy, SIP 603)"),
        /** A machine answers and no bridge comes about. */
        VOICEMAIL_BOX(
                "Voicemail box",
                "Something answers but hangs up after a second, and presses no key: completed, DialBridged=false"),
        /** Picks up, but does not press 1 when asked to; where nobody asks it is a human like any other. */
        PRESSES_NOTHING("Presses nothing", "Picks up and hears the whisper, but presses no key"),
        /** Picks up and presses the wrong key. */
        PRESSES_2("Presses 2", "Picks up, hears the whisper and presses 2"),
        /** The number cannot be reached. */
        FAILED("Fails", "The number cannot be reached (DialCallStatus failed, SIP 404)");

        private final Words words;

        Does(String label, String description) {
            this.words = Words.known(label, description);
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** The behaviour with the call's usual times. */
    public static HumanScript of(Does does) {
        return new HumanScript(does, null, null);
    }

    /** Reads {@code "BUSY"} or {@code {"does":"BUSY","ringMs":200}}. */
    static HumanScript fromJson(JsonNode json) {
        if (json.isTextual()) {
            return of(Switch.constant(Does.class, json.textValue()));
        }
        if (!json.isObject()) {
            throw new IllegalArgumentException("a human is a word such as BUSY or {\"does\":\"BUSY\",\"ringMs\":200}");
        }
        return new HumanScript(
                Switch.constant(Does.class, json.path("does").asText("ANSWERS")),
                number(json, "ringMs"),
                number(json, "talkMs"));
    }

    private static @Nullable Integer number(JsonNode json, String field) {
        return json.hasNonNull(field) ? Integer.valueOf(json.get(field).asInt()) : null;
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("does", does.name());
        if (ringMs != null) {
            json.put("ringMs", ringMs);
        }
        return talkMs == null ? json : json.put("talkMs", talkMs);
    }

    @Override
    public String toString() {
        return does.name().toLowerCase(Locale.ROOT);
    }
}

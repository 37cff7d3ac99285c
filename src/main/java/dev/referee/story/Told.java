package dev.referee.story;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One event in words.
 *
 * @param from whose lane it begins on
 * @param to whose lane it leads to; null for a note on {@code from}
 * @param kind what sort of event it is
 * @param text one sentence, or two, on one line
 * @param why for a decision, what it rests on; null where there is nothing to add
 * @param tone whether it is good news
 */
record Told(
        Lane from,
        @Nullable Lane to,
        Kind kind,
        String text,
        @Nullable String why,
        Tone tone) {

    /** What sort of event it is. */
    enum Kind {
        REQUEST,
        ANSWER,
        CALLBACK,
        EVENT,
        DECISION,
        TIMER,
        OPERATOR;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it is good news. */
    enum Tone {
        GOOD,
        BAD,
        WARN,
        PLAIN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Told request(Lane from, Lane to, String text) {
        return new Told(from, to, Kind.REQUEST, text, null, Tone.PLAIN);
    }

    static Told answer(Lane from, String text) {
        return new Told(from, Lane.REFEREE, Kind.ANSWER, text, null, Tone.PLAIN);
    }

    static Told callback(Lane from, Lane to, String text) {
        return new Told(from, to, Kind.CALLBACK, text, null, Tone.PLAIN);
    }

    static Told event(Lane from, @Nullable Lane to, String text) {
        return new Told(from, to, Kind.EVENT, text, null, Tone.PLAIN);
    }

    static Told decision(String text) {
        return note(Kind.DECISION, text);
    }

    static Told timer(String text) {
        return note(Kind.TIMER, text);
    }

    static Told operator(String text) {
        return note(Kind.OPERATOR, text);
    }

    private static Told note(Kind kind, String text) {
        return new Told(Lane.REFEREE, null, kind, text, null, Tone.PLAIN);
    }

    Told because(@Nullable String reason) {
        return new Told(from, to, kind, text, reason == null || reason.isEmpty() ? null : reason, tone);
    }

    Told good() {
        return in(Tone.GOOD);
    }

    Told bad() {
        return in(Tone.BAD);
    }

    Told warn() {
        return in(Tone.WARN);
    }

    private Told in(Tone other) {
        return new Told(from, to, kind, text, why, other);
    }
}

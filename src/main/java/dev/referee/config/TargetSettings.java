package dev.referee.config;

import dev.referee.transfer.Destination;
import dev.referee.transfer.Manner;
import dev.referee.transfer.Whisper;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A named place to transfer to. Only what stands here can be dialled.
 *
 * @param description tells the model when to choose it
 * @param dial 1 to 20 entries, tried in order; each an address ({@code tel:+…} or {@code sip:user@host}), or up to 10 with
 *     {@code &} between them, which ring at once: {@code "tel:+… & tel:+…"}
 * @param ring how long each rings, 1 s to 10 min, or null: {@code referee.transfer.ring-timeout}
 * @param otherwise when nobody answers: {@code return} (back to the agent, the default), {@code voicemail},
 *     {@code hang-up}, or another target's name
 * @param open when it is dialled, or null: always. Else {@code otherwise} follows at once
 * @param whisper what the human hears before the caller is joined: {@code false} (the default), {@code true} for reason and
 *     summary, or a text with {@code {target}}, {@code {reason}} and {@code {summary}}
 * @param accept {@code answer} (the default): whoever answers has the caller; {@code press-1}: whoever presses 1
 * @param callerId what the human's phone shows: {@code caller}, {@code dialled} (the number that the caller dialled), or a
 *     number of the account, {@code "+61…"}; without it the carrier's choice, which is the caller's number
 */
public record TargetSettings(
        String description,
        List<String> dial,
        @Nullable Duration ring,
        String otherwise,
        @Nullable OpenSettings open,
        String whisper,
        String accept,
        @Nullable String callerId) {

    /** What {@code otherwise} may say besides a target's name; a target cannot have one of these names. */
    public static final Set<String> ENDINGS = Set.of("return", "voicemail", "hang-up");

    private static final String PRESS_1 = "press-1";
    private static final String ANSWER = "answer";
    private static final String SILENT = "false";

    /** What the carrier rings at once (facts/twilio-voice.md §3.1). */
    private static final int GROUP_MAX = 10;

    public TargetSettings {
        dial = dial == null ? List.of() : dial.stream().map(String::strip).toList();
        otherwise = otherwise == null || otherwise.isBlank() ? "return" : otherwise.strip();
        whisper = whisper == null || whisper.isBlank() ? SILENT : whisper.strip();
        accept = accept == null || accept.isBlank() ? ANSWER : accept.strip();
        callerId = callerId == null || callerId.isBlank() ? null : callerId.strip();
    }

    /** The addresses of {@code dial}, in order, each with those that ring at the same time. */
    public List<List<Destination>> destinations() {
        return dial.stream()
                .map(entry -> addresses(entry).map(Destination::new).toList())
                .toList();
    }

    /** How the addresses are dialled. */
    public Manner manner() {
        String words =
                switch (whisper) {
                    case SILENT -> null;
                    case "true" -> Whisper.USUAL;
                    default -> whisper;
                };
        return new Manner(words, accept.equals(PRESS_1), callerId);
    }

    private static Stream<String> addresses(String entry) {
        return Stream.of(entry.split("\\s+&\\s+", -1)).map(String::strip);
    }

    void check(String prefix, Problems problems) {
        problems.text(prefix + ".description", description, text -> true, "a text");
        if (dial.isEmpty() || dial.size() > 20) {
            problems.add(prefix + ".dial", "has " + dial.size() + " entries: give 1 to 20 addresses");
        }
        for (int i = 0; i < dial.size(); i++) {
            checkEntry(prefix + ".dial[" + i + "]", dial.get(i), problems);
        }
        if (ring != null) {
            problems.duration(prefix + ".ring", ring, Duration.ofSeconds(1), Duration.ofMinutes(10));
        }
        if (open != null) {
            open.check(prefix + ".open", problems);
        }
        try {
            Whisper.check(whisper);
        } catch (IllegalArgumentException malformed) {
            problems.add(prefix + ".whisper", "cannot be spoken: " + malformed.getMessage());
        }
        if (!Set.of(ANSWER, PRESS_1).contains(accept)) {
            problems.add(prefix + ".accept", "is \"" + accept + "\": it must be answer or press-1");
        }
        boolean shown = callerId == null
                || Set.of(Manner.CALLER, Manner.DIALLED).contains(callerId)
                || Manner.isNumber(callerId);
        if (!shown) {
            problems.add(
                    prefix + ".caller-id",
                    "is \"" + callerId + "\": it must be caller, dialled, or + and a whole international number of the"
                            + " carrier's account, in quotes");
        }
    }

    private static void checkEntry(String property, String entry, Problems problems) {
        List<String> group = addresses(entry).toList();
        for (String address : group) {
            try {
                new Destination(address);
            } catch (IllegalArgumentException malformed) {
                problems.add(property, "is \"" + address + "\": " + malformed.getMessage());
            }
        }
        if (group.size() > GROUP_MAX) {
            problems.add(
                    property,
                    "rings " + group.size() + " addresses at once: the carrier takes " + GROUP_MAX
                            + "; spread them over several entries, which are tried in order");
        }
        if (new HashSet<>(group).size() < group.size()) {
            problems.add(property, "names an address twice: it cannot ring twice at once; name it once");
        }
    }
}

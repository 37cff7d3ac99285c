package dev.referee.transfer;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a human hears before the caller is joined: a template with the words of the transfer. */
public final class Whisper {

    /** The template for {@code whisper: true}. */
    public static final String USUAL = "A call for {target}. {reason} {summary}";

    private static final String ONLY_ASK = "You have a call for {target}.";
    private static final String ASK = "Press 1 to take the call.";
    private static final Set<String> NAMES = Set.of("target", "reason", "summary");
    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

    /** About 20 s of speech; a caller hears ringing meanwhile. */
    private static final int WORDS_MAX = 300;

    private Whisper() {}

    /**
     * Checks a template.
     *
     * @throws IllegalArgumentException naming the placeholder that is unknown, or saying that it is too long
     */
    public static void check(String template) {
        Matcher places = PLACE.matcher(template);
        while (places.find()) {
            if (!NAMES.contains(places.group(1))) {
                throw new IllegalArgumentException(
                        "unknown placeholder " + places.group() + ": known are {target}, {reason} and {summary}");
            }
        }
        if (template.length() > WORDS_MAX) {
            throw new IllegalArgumentException("longer than " + WORDS_MAX + " characters: the caller waits meanwhile");
        }
    }

    /** The words for one stop; reason and summary are cut to what can be listened to. */
    static String of(Plan plan, Stop stop) {
        String template = stop.manner().whisper() != null ? stop.manner().whisper() : ONLY_ASK;
        String words =
                PLACE.matcher(template).replaceAll(place -> Matcher.quoteReplacement(value(place.group(1), plan)));
        String spoken = words.replaceAll("\\s+", " ").strip();
        return stop.manner().press1() ? (spoken + " " + ASK).strip() : spoken;
    }

    private static String value(String name, Plan plan) {
        return switch (name) {
            case "target" -> plan.target().replace('-', ' ');
            case "reason" -> sentence(plan.reason());
            case "summary" -> sentence(plan.summary());
            default -> "";
        };
    }

    private static String sentence(String text) {
        String words = text.strip();
        if (words.length() > WORDS_MAX) {
            int blank = words.lastIndexOf(' ', WORDS_MAX);
            words = words.substring(0, blank > 0 ? blank : WORDS_MAX);
        }
        return words.isEmpty() || words.matches("(?s).*[.!?…。]") ? words : words + ".";
    }
}

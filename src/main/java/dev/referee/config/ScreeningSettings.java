package dev.referee.config;

import dev.referee.call.CallerNumber;
import dev.referee.call.Screening;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may call, and what the others get. What an agent's own screening leaves out (null) is that of {@code referee.screening},
 * which has everything.
 *
 * @param deny who may not: whole numbers in E.164, beginnings such as {@code +61491*}, or SIP addresses; a missing plus is added
 * @param allow the same, who may; empty: everybody
 * @param anonymous {@code accept} or {@code refuse} callers without a number
 * @param callsPerHour of one number, all agents together, 0 to 10,000; 0: as many as it likes
 * @param answer what a refused caller gets: {@code rejected} (not in service), {@code busy}, or {@code say}, a sentence
 * @param sentence for {@code say}
 */
public record ScreeningSettings(
        @Nullable List<String> deny,
        @Nullable List<String> allow,
        @Nullable String anonymous,
        @Nullable Integer callsPerHour,
        @Nullable String answer,
        @Nullable String sentence) {

    private static final Pattern ENTRY = Pattern.compile("\\+[1-9][0-9]{6,14}|\\+([1-9][0-9]{0,14})?\\*|sips?:\\S+");
    private static final Set<String> ANONYMOUS = Set.of("accept", "refuse");
    private static final Set<String> ANSWERS = Set.of("rejected", "busy", "say");

    public ScreeningSettings {
        deny = AgentSettings.numbers(deny);
        allow = AgentSettings.numbers(allow);
    }

    /** With what {@code base} says where this says nothing. */
    ScreeningSettings over(ScreeningSettings base) {
        return new ScreeningSettings(
                deny != null ? deny : base.deny,
                allow != null ? allow : base.allow,
                anonymous != null ? anonymous : base.anonymous,
                callsPerHour != null ? callsPerHour : base.callsPerHour,
                answer != null ? answer : base.answer,
                sentence != null ? sentence : base.sentence);
    }

    /** The rule itself; of settings that have everything. */
    public Screening rule() {
        return new Screening(
                deny == null ? List.of() : deny,
                allow == null ? List.of() : allow,
                !"refuse".equals(anonymous),
                callsPerHour == null ? 0 : callsPerHour);
    }

    /** Checks what is given; {@code whole}: everything must be. */
    void check(String prefix, boolean whole, Problems problems) {
        entries(prefix + ".deny", deny, problems);
        entries(prefix + ".allow", allow, problems);
        oneOf(prefix + ".anonymous", anonymous, ANONYMOUS, "accept or refuse", whole, problems);
        oneOf(prefix + ".answer", answer, ANSWERS, "rejected, busy or say", whole, problems);
        if (callsPerHour != null) {
            problems.number(prefix + ".calls-per-hour", callsPerHour, 0, 10_000);
        } else if (whole) {
            problems.missing(prefix + ".calls-per-hour");
        }
    }

    /** Checks what only shows when an agent's settings and those of all are put together. */
    void checkWhole(String prefix, Problems problems) {
        if ("say".equals(answer) && (sentence == null || sentence.isBlank())) {
            problems.add(prefix + ".sentence", "is empty, but answer is say: write what a refused caller hears");
        }
    }

    private static void entries(String property, @Nullable List<String> list, Problems problems) {
        for (String entry : list == null ? List.<String>of() : list) {
            if (!ENTRY.matcher(entry).matches()) {
                problems.add(
                        property,
                        "holds \"" + entry
                                + "\": write + and the whole international number, or its beginning and *, such as"
                                + " \"+61491*\", in quotes");
            } else if (!entry.endsWith("*")) {
                checkKnown(property, entry, problems);
            }
        }
    }

    /** A caller with a number in his SIP address goes by the number, so that the address would match nobody. */
    private static void checkKnown(String property, String entry, Problems problems) {
        Optional<String> known = CallerNumber.of(entry);
        if (known.isEmpty()) {
            problems.add(
                    property, "holds \"" + entry + "\", which stands for a caller without a number: use anonymous");
        } else if (!known.get().equals(entry)) {
            problems.add(
                    property,
                    "holds \"" + entry + "\": such a caller is known by the number: write \"" + known.get() + "\"");
        }
    }

    private static void oneOf(
            String property, @Nullable String value, Set<String> words, String rule, boolean whole, Problems problems) {
        if (value == null) {
            if (whole) {
                problems.missing(property);
            }
        } else if (!words.contains(value)) {
            problems.add(property, "is \"" + value + "\": it must be " + rule);
        }
    }
}

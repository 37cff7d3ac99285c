package dev.referee.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long and for how much an agent may talk with a caller, and what then. What an agent's own leaves out (null) is that of
 * {@code referee.conversation}, which has everything.
 *
 * @param maxLength from the caller's arrival, 1 s to 4 h, which is the carrier's own limit; 0: that one. Time with a human is not
 *     cut
 * @param warnBefore how long before an end the agent is told to come to one, 0 to 10 min; 0: not at all
 * @param atTheEnd after the goodbye: {@code end}, or the name of a target
 * @param spendCap in USD, by {@code referee.prices}; 0: none
 * @param atSessionEnd before OpenAI's limit of a session: {@code redial}, {@code end}, or the name of a target
 */
public record ConversationSettings(
        @Nullable Duration maxLength,
        @Nullable Duration warnBefore,
        @Nullable String atTheEnd,
        @Nullable BigDecimal spendCap,
        @Nullable String atSessionEnd) {

    /** The word for the end of the call. */
    public static final String END = "end";

    /** The word for a new session of the same agent. */
    public static final String REDIAL = "redial";

    private static final Duration CARRIERS = Duration.ofHours(4);
    private static final BigDecimal CAP_MOST = BigDecimal.valueOf(10_000);

    /** With what {@code base} says where this says nothing. */
    ConversationSettings over(ConversationSettings base) {
        return new ConversationSettings(
                maxLength != null ? maxLength : base.maxLength,
                warnBefore != null ? warnBefore : base.warnBefore,
                atTheEnd != null ? atTheEnd : base.atTheEnd,
                spendCap != null ? spendCap : base.spendCap,
                atSessionEnd != null ? atSessionEnd : base.atSessionEnd);
    }

    /** Whether there is a spend cap. */
    public boolean isCapped() {
        return spendCap != null && spendCap.signum() > 0;
    }

    /** Checks what is given; {@code whole}: everything must be. */
    void check(String prefix, Set<String> targets, boolean whole, Problems problems) {
        if (maxLength != null && !maxLength.isZero()) {
            problems.duration(prefix + ".max-length", maxLength, Duration.ofSeconds(1), CARRIERS);
        }
        if (warnBefore != null) {
            problems.duration(prefix + ".warn-before", warnBefore, Duration.ZERO, Duration.ofMinutes(10));
        }
        if (spendCap != null && (spendCap.signum() < 0 || spendCap.compareTo(CAP_MOST) > 0)) {
            problems.add(
                    prefix + ".spend-cap",
                    "is " + spendCap.toPlainString() + ": it must lie between 0 (no cap) and 10000, in USD");
        }
        place(prefix + ".at-the-end", atTheEnd, Set.of(END), targets, problems);
        place(prefix + ".at-session-end", atSessionEnd, Set.of(REDIAL, END), targets, problems);
        if (whole) {
            present(prefix + ".max-length", maxLength, problems);
            present(prefix + ".warn-before", warnBefore, problems);
            present(prefix + ".at-the-end", atTheEnd, problems);
            present(prefix + ".spend-cap", spendCap, problems);
            present(prefix + ".at-session-end", atSessionEnd, problems);
        }
    }

    /** Checks what only shows when an agent's settings and those of all are put together. */
    void checkWhole(String prefix, String model, Set<String> priced, Problems problems) {
        if (maxLength != null && !maxLength.isZero() && warnBefore != null && warnBefore.compareTo(maxLength) >= 0) {
            problems.add(
                    prefix + ".warn-before", "is not shorter than max-length: the call would begin with the warning");
        }
        if (isCapped() && !priced.contains(model)) {
            problems.add(
                    prefix + ".spend-cap",
                    "needs the prices of " + model + ": add referee.prices.\"[" + model
                            + "]\", in brackets because of the"
                            + " dot, with text-in, text-cached-in, text-out, audio-in, audio-cached-in and audio-out in USD"
                            + " per million tokens, from OpenAI's price list");
        }
    }

    private static void present(String property, @Nullable Object value, Problems problems) {
        if (value == null) {
            problems.missing(property);
        }
    }

    private static void place(
            String property, @Nullable String value, Set<String> words, Set<String> targets, Problems problems) {
        if (value == null) {
            return;
        }
        if (words.contains(value) && targets.contains(value)) {
            problems.add(property, "is \"" + value + "\", which is a target's name, too: give that target another");
        } else if (!words.contains(value) && !targets.contains(value)) {
            problems.add(
                    property,
                    "is \"" + value + "\": it must be " + String.join(" or ", new java.util.TreeSet<>(words))
                            + " or the name of a target; known are " + targets);
        }
    }
}

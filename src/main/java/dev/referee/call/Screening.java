package dev.referee.call;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Who may call. Decided before anything is dialled; the reason that is found first counts, in the order of {@link Refusal}.
 * Pure.
 *
 * @param deny who may not: whole numbers, or beginnings that end in {@code *}; wins over {@code allow}
 * @param allow who may, nobody else; empty: everybody
 * @param anonymous whether a caller without a number may; never where only {@code allow} may
 * @param callsPerHour of one number; 0: as many as it likes. Callers without a number are not told apart, so not counted
 */
public record Screening(List<String> deny, List<String> allow, boolean anonymous, int callsPerHour) {

    /** Why a caller is not let in. */
    public enum Refusal {
        /** No number. */
        ANONYMOUS,
        /** On the deny list. */
        DENIED,
        /** There is an allow list and the caller is not on it. */
        NOT_ALLOWED,
        /** Too many calls within an hour. */
        TOO_MANY_CALLS;

        /** The word for the story, the API and metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Keeps its own copies. */
    public Screening {
        deny = List.copyOf(deny);
        allow = List.copyOf(allow);
    }

    /**
     * Why this caller is not let in; empty if he is.
     *
     * @param from as the carrier says it
     * @param callsInTheLastHour of the same caller that were let in; asked only where it matters
     */
    public Optional<Refusal> refuses(String from, IntSupplier callsInTheLastHour) {
        Optional<String> number = CallerNumber.of(from);
        if (number.isEmpty()) {
            return anonymous && allow.isEmpty() ? Optional.empty() : Optional.of(Refusal.ANONYMOUS);
        }
        if (holds(deny, number.get())) {
            return Optional.of(Refusal.DENIED);
        }
        if (!allow.isEmpty() && !holds(allow, number.get())) {
            return Optional.of(Refusal.NOT_ALLOWED);
        }
        boolean tooMany = callsPerHour > 0 && callsInTheLastHour.getAsInt() >= callsPerHour;
        return tooMany ? Optional.of(Refusal.TOO_MANY_CALLS) : Optional.empty();
    }

    private static boolean holds(List<String> list, String number) {
        return list.stream()
                .anyMatch(entry -> entry.endsWith("*")
                        ? number.startsWith(entry.substring(0, entry.length() - 1))
                        : number.equals(entry));
    }
}

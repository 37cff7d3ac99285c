package dev.referee.transfer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the legs of one stop, which ring at the same time. The carrier cancels the others when one answers, and
 * says so of each: the end of one leg is not the end of the stop.
 *
 * @param each how far each leg is, in the order of {@link Stop#numbers}
 * @param answered the leg of which an answer was heard last; null if there was none
 * @param accepted the leg whose human has heard the whisper out or pressed 1; null if there is none
 * @param acceptedAt when that was heard of; null if there is none
 */
public record Legs(
        List<LegStatus> each,
        @Nullable Integer answered,
        @Nullable Integer accepted,
        @Nullable Instant acceptedAt) {

    /** In place of a leg: every one of them. */
    public static final int ALL = -1;

    /** Keeps its own copy. */
    public Legs {
        each = List.copyOf(each);
    }

    /** The first leg is so far and nothing is known of the others; or all of them are over. */
    static Legs at(int count, LegStatus first) {
        List<LegStatus> each = new ArrayList<>(
                Collections.nCopies(count, first == LegStatus.ENDED ? LegStatus.ENDED : LegStatus.NONE));
        each.set(0, first);
        return new Legs(each, first == LegStatus.ANSWERED ? 0 : null, null, null);
    }

    /** With one piece of news; the same if it is old news, or of a leg that is not here. */
    Legs heard(int leg, LegStatus status) {
        List<LegStatus> next = new ArrayList<>(each);
        IntStream.range(0, each.size())
                .filter(one -> leg == ALL || leg == one)
                .filter(one -> status.compareTo(each.get(one)) > 0)
                .forEach(one -> next.set(one, status));
        boolean answer = status == LegStatus.ANSWERED && !next.equals(each);
        Integer latest = answer ? Integer.valueOf(leg == ALL ? next.indexOf(status) : leg) : answered;
        return new Legs(next, latest, accepted, acceptedAt);
    }

    /** The human of this leg takes the call. */
    Legs acceptedBy(int leg, Instant at) {
        return new Legs(heard(leg, LegStatus.ANSWERED).each(), leg, leg, at);
    }

    /** Whether this leg's human took the call at that time or before. */
    boolean accepted(int leg, Instant by) {
        return accepted != null && accepted == leg && (acceptedAt == null || !acceptedAt.isAfter(by));
    }

    boolean has(int leg) {
        return leg >= 0 && leg < each.size();
    }

    /** How far the stop is: over only when every leg is, or the one that was accepted; begun when one is heard of. */
    LegStatus stop() {
        if (accepted != null) {
            return each.get(accepted);
        }
        LegStatus furthest = each.stream()
                .filter(status -> status != LegStatus.ENDED)
                .max(Enum::compareTo)
                .orElse(LegStatus.ENDED);
        boolean begun = each.contains(LegStatus.ENDED);
        return furthest == LegStatus.NONE && begun ? LegStatus.INITIATED : furthest;
    }

    /** The leg that has the caller, if one has: that which accepted, else that which answered, else one that is not over. */
    public int joined() {
        if (accepted != null) {
            return accepted;
        }
        if (answered != null && each.get(answered) == LegStatus.ANSWERED) {
            return answered;
        }
        int up = each.indexOf(LegStatus.ANSWERED);
        if (up >= 0 || answered != null) {
            return up >= 0 ? up : answered;
        }
        return IntStream.range(0, each.size())
                .filter(leg -> each.get(leg) != LegStatus.ENDED)
                .findFirst()
                .orElse(0);
    }
}

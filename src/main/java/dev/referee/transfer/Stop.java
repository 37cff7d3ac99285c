package dev.referee.transfer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One number to try, or several that ring at once, and for how long.
 *
 * @param target name of the target it belongs to
 * @param number where to dial
 * @param ring how long it may ring
 * @param also other numbers that ring at the same time; whoever answers first has the caller
 * @param manner how they are dialled
 * @param closed whether the target was closed when the transfer was asked for: then it is passed over
 */
public record Stop(
        String target, Destination number, Duration ring, List<Destination> also, Manner manner, boolean closed) {

    /** What an older version wrote down has only the first three. */
    @SuppressWarnings("ConstantValue")
    public Stop {
        also = also == null ? List.of() : List.copyOf(also);
        manner = manner == null ? Manner.PLAIN : manner;
    }

    /** One number, dialled plainly. */
    public Stop(String target, Destination number, Duration ring) {
        this(target, number, ring, List.of(), Manner.PLAIN, false);
    }

    /** All its numbers, in the order of the carrier's document. */
    public List<Destination> numbers() {
        List<Destination> all = new ArrayList<>();
        all.add(number);
        all.addAll(also);
        return all;
    }

    /** Whether a human who was asked takes the call: by pressing 1, where that is wanted. */
    boolean takes(String key) {
        return manner.isScreened() && (!manner.press1() || key.equals("1"));
    }

    /** The place of an address among {@link #numbers}, as a carrier writes it; null if it is none of them. */
    public @Nullable Integer legTo(String dialled) {
        List<Destination> all = numbers();
        for (int leg = 0; leg < all.size(); leg++) {
            if (all.get(leg).dialled().equals(dialled)) {
                return leg;
            }
        }
        return null;
    }
}

package dev.referee.call;

import dev.referee.transfer.Dialling;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Legs;
import dev.referee.transfer.TransferEvent;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the carrier says of the caller's leg when it is asked. */
public sealed interface CarrierReport {

    /**
     * The caller is there.
     *
     * @param dialled what it says of the leg that is being dialled for him; null if it was not asked
     */
    record Live(@Nullable Dialled dialled) implements CarrierReport {}

    /** The leg is over. */
    record Over() implements CarrierReport {}

    /** The carrier did not say. */
    record Unknown() implements CarrierReport {}

    /**
     * How the leg to a human is, whose news may have got lost.
     *
     * @param during where the transfer was when the carrier was asked: once it has gone on, the answer is old
     * @param human how far the leg is, of several the one that is furthest; {@code NONE} if none is up, {@code ENDED} if none is
     *     and one was
     * @param leg which leg of the stop that is
     * @param up for how long one that has ended was up
     */
    record Dialled(Dialling during, LegStatus human, int leg, Duration up) {

        /** A leg that is up. */
        public Dialled(Dialling during, LegStatus human, int leg) {
            this(during, human, leg, Duration.ZERO);
        }

        /** Of a stop with one leg. */
        public Dialled(Dialling during, LegStatus human) {
            this(during, human, 0);
        }

        /** The same without a word about those that were up. */
        Dialled nobody() {
            return new Dialled(during, LegStatus.NONE);
        }

        /** The news that this is; what is not up and is known of has ended. */
        TransferEvent news() {
            return switch (human) {
                case NONE -> new TransferEvent.LegReported(during.stop(), Legs.ALL, LegStatus.ENDED);
                case INITIATED, RINGING, ANSWERED -> new TransferEvent.LegSeen(during.stop(), leg, human);
                case ENDED -> new TransferEvent.LegOver(during.stop(), leg, up);
            };
        }
    }

    /** For the books. */
    default String word() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}

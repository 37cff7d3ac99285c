package dev.referee.transfer;

/** A rung of the evidence ladder, weakest first. Nothing below {@link #BRIDGED} is reported as transferred. */
public enum Rung {
    /** Somebody asked for the transfer. */
    REQUESTED,
    /** The vendor or carrier answered 2xx; never proof. */
    VENDOR_ACCEPTED,
    /** The carrier asked us for the target's document, or the vendor says that the REFER left. */
    ON_WIRE,
    /** The target's leg rings. */
    RINGING,
    /** The target's leg was answered. */
    ANSWERED,
    /** Caller and human were joined. */
    BRIDGED;

    /** The word used in the API, logs and metrics. */
    public String word() {
        return Words.of(this);
    }

    /** The rung of this word; throws {@link IllegalArgumentException} for another. */
    public static Rung of(String word) {
        return valueOf(word.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }
}

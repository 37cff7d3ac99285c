package dev.referee.call;

/** What the carrier says of the caller's leg when it is asked. */
public enum CarrierReport {
    /** The caller is there. */
    LIVE,
    /** The leg is over. */
    OVER,
    /** The carrier did not say. */
    UNKNOWN
}

package dev.referee.transfer;

/** How far one dialled leg is. */
public enum LegStatus {
    /** Handed out, nothing heard yet. */
    NONE,
    /** The carrier started dialling. */
    INITIATED,
    /** It rings. */
    RINGING,
    /** Somebody, or something, answered. */
    ANSWERED,
    /** Over, for whatever reason. */
    ENDED
}

package dev.referee.twin;

import java.time.Instant;

/**
 * Who had the caller from a moment on.
 *
 * @param at the moment
 * @param kind what the caller heard
 * @param who the number, where there is one
 */
public record Owner(Instant at, Kind kind, String who) {

    /** What the caller hears. */
    public enum Kind {
        /** Ringing, before the first agent. */
        CALLING,
        /** The agent. */
        AGENT,
        /** The phone of a human ringing. */
        RINGING,
        /** A human. */
        HUMAN,
        /** A stranger's answering machine that took the call but was not bridged. */
        MACHINE,
        /** Our own voicemail. */
        VOICEMAIL,
        /** A spoken or played announcement. */
        ANNOUNCEMENT,
        /** Nobody: silence. */
        NOBODY,
        /** The call is over. */
        GONE
    }

    @Override
    public String toString() {
        return who.isEmpty() ? kind.name() : kind + "(" + who + ")";
    }
}

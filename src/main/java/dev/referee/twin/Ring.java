package dev.referee.twin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A human's phone that rang.
 *
 * @param at when it was dialled
 * @param number the number or SIP address, as in the TwiML
 * @param from the caller id shown
 * @param childSid the leg
 * @param mechanism how the caller came to the document that dialled: inbound, refer, redirect or release
 * @param document the path of that document
 * @param epoch how often the caller had been with an agent when it rang; one transfer lies within one epoch
 * @param endedAt when the leg ended; null while it lives
 * @param outcome ringing, answered, busy, no-answer, failed, canceled or completed
 */
public record Ring(
        Instant at,
        String number,
        String from,
        String childSid,
        String mechanism,
        String document,
        int epoch,
        @Nullable Instant endedAt,
        String outcome) {}

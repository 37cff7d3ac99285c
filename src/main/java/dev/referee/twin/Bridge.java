package dev.referee.twin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Caller and human, connected.
 *
 * @param at from when
 * @param number to whom
 * @param childSid the human's leg
 * @param mechanism how the caller got there: inbound, refer, redirect or release
 * @param epoch the epoch, as in {@link Ring}
 * @param endedAt until when; null while they talk
 */
public record Bridge(
        Instant at,
        String number,
        String childSid,
        String mechanism,
        int epoch,
        @Nullable Instant endedAt) {}

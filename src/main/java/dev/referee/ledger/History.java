package dev.referee.ledger;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of one call, for reading.
 *
 * @param head the call
 * @param sessions OpenAI's ids of all its sessions, first one first
 * @param costUsd what it has cost so far, in USD; null where nothing was counted
 * @param transfers its transfers, first one first
 * @param timeline everything that was written down, first one first
 */
public record History(
        CallHead head,
        List<String> sessions,
        @Nullable BigDecimal costUsd,
        List<Transfer> transfers,
        List<Event> timeline) {

    /** One line of the timeline. */
    public record Event(
            Instant at,
            String source,
            String type,
            @Nullable String transferId,
            Map<String, String> detail) {}

    /** One transfer with its mechanisms and evidence. */
    public record Transfer(
            String transferId,
            String target,
            String requestedBy,
            String reason,
            Instant requestedAt,
            List<MechanismTried> mechanisms,
            @Nullable String outcome,
            @Nullable String number,
            @Nullable Instant concludedAt,
            List<EvidenceSeen> evidence) {}

    /** One mechanism that was tried, or skipped. */
    public record MechanismTried(
            String mechanism,
            @Nullable String verdict,
            @Nullable String reason,
            Instant startedAt,
            @Nullable Instant decidedAt) {}

    /** One piece of evidence; {@code rung} is null where it proves none. */
    public record EvidenceSeen(
            Instant at, String source, @Nullable String rung, String type, Map<String, String> detail) {}
}

package dev.referee.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.CallSearch;
import dev.referee.ledger.History;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call as contract §6 writes it; a null is written as null. Instants are ISO-8601 with Z.
 *
 * @param callId OpenAI's id of the first session; null before one was announced
 * @param sessions OpenAI's ids of all its sessions, first one first
 * @param endedAt null while it lives
 * @param costUsd what it has cost so far, in USD, at most 30 s old; null where nothing was counted
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record CallJson(
        @Nullable String callId,
        @Nullable String carrierCallId,
        String state,
        String agent,
        String from,
        String to,
        Instant startedAt,
        @Nullable Instant endedAt,
        List<String> sessions,
        @Nullable BigDecimal costUsd,
        List<Transfer> transfers,
        List<Event> timeline) {

    static CallJson of(History history) {
        CallHead head = history.head();
        return new CallJson(
                head.callId(),
                head.carrierCallId(),
                head.publicState(),
                head.agent(),
                head.from(),
                head.to(),
                head.startedAt(),
                head.endedAt(),
                history.sessions(),
                history.costUsd() == null ? null : history.costUsd().setScale(4, RoundingMode.HALF_UP),
                history.transfers().stream().map(Transfer::of).toList(),
                history.timeline().stream().map(Event::of).toList());
    }

    /**
     * The same without history, for lists.
     *
     * @param key our key of it
     * @param who who is on the line with the caller, see {@link OnTheLine}; null where there is no caller any more
     * @param lastTransfer null where there was none
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Summary(
            @Nullable String callId,
            @Nullable String carrierCallId,
            String state,
            String agent,
            String from,
            String to,
            Instant startedAt,
            @Nullable Instant endedAt,
            String key,
            @Nullable String who,
            CallSearch.@Nullable LastTransfer lastTransfer) {

        static Summary of(CallSearch.Found found) {
            CallHead head = found.head();
            return new Summary(
                    head.callId(),
                    head.carrierCallId(),
                    head.publicState(),
                    head.agent(),
                    head.from(),
                    head.to(),
                    head.startedAt(),
                    head.endedAt(),
                    head.key().value(),
                    OnTheLine.of(head.file()).map(OnTheLine::who).orElse(null),
                    found.lastTransfer());
        }
    }

    /** One transfer; {@code outcome} is null while it is in flight. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Transfer(
            String transferId,
            String target,
            String requestedBy,
            String reason,
            Instant requestedAt,
            List<Mechanism> mechanisms,
            @Nullable String outcome,
            @Nullable String number,
            List<Evidence> evidence) {

        static Transfer of(History.Transfer transfer) {
            return new Transfer(
                    transfer.transferId(),
                    transfer.target(),
                    transfer.requestedBy(),
                    transfer.reason(),
                    transfer.requestedAt(),
                    transfer.mechanisms().stream().map(Mechanism::of).toList(),
                    transfer.outcome(),
                    transfer.number(),
                    transfer.evidence().stream().map(Evidence::of).toList());
        }
    }

    /** One mechanism; without a verdict it is open. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Mechanism(
            String mechanism,
            @Nullable String verdict,
            @Nullable String reason,
            Instant startedAt,
            @Nullable Instant decidedAt) {

        static Mechanism of(History.MechanismTried tried) {
            return new Mechanism(
                    tried.mechanism(), tried.verdict(), tried.reason(), tried.startedAt(), tried.decidedAt());
        }
    }

    /** One piece of evidence; {@code rung} is null where it proves none. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Evidence(Instant at, String source, @Nullable String rung, String type, Map<String, String> detail) {

        static Evidence of(History.EvidenceSeen seen) {
            return new Evidence(seen.at(), seen.source(), seen.rung(), seen.type(), seen.detail());
        }
    }

    /** One line of the timeline. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Event(
            Instant at,
            String source,
            String type,
            Map<String, String> detail,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String transferId) {

        static Event of(History.Event event) {
            return new Event(event.at(), event.source(), event.type(), event.detail(), event.transferId());
        }
    }
}

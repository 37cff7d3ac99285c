package dev.referee.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How things stand. All of it is of the shared ledger, except the breaker and the owed silence, which are this node's.
 *
 * @param at when it was read
 * @param node this node's name
 * @param profile {@code twin} where the twin runs, else {@code live}
 * @param version of the program
 * @param breaker the breaker {@code refer} of this node
 * @param inProgress calls that are not over
 * @param lastHour what there was within an hour
 * @param targets where an operator can transfer a caller to
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Overview(
        Instant at,
        String node,
        String profile,
        String version,
        Breaker breaker,
        InProgress inProgress,
        Hour lastHour,
        List<Place> targets) {

    /** A target of the configuration. */
    record Place(String name, String description) {}

    /**
     * The breaker {@code refer}.
     *
     * @param state {@code closed}, {@code open}, {@code half-open} and so on
     * @param failureRate percent; null below the minimum of transfers
     * @param calls transfers that it looks at
     * @param notPermitted transfers that were not let through since it opened
     * @param since since when it has been in this state; null from the start on
     * @param until until when it is open; null in any other state
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Breaker(
            String state,
            @Nullable Double failureRate,
            int calls,
            long notPermitted,
            @Nullable Instant since,
            @Nullable Instant until) {}

    /** Calls that are not over: how many, and the newest of them, newest first. */
    record InProgress(int total, List<LiveCall> calls) {}

    /**
     * One call in progress. Target, transfer and mechanism are those of the transfer that is in flight or has landed.
     *
     * @param who see {@link dev.referee.ops.OnTheLine}
     * @param since since when he, or nobody, has been there
     * @param trouble how the agent, who has the caller, has just failed to speak; null if it has not
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record LiveCall(
            String key,
            @Nullable String callId,
            @Nullable String carrierCallId,
            String state,
            String agent,
            String from,
            String to,
            Instant startedAt,
            String who,
            String whoText,
            Instant since,
            @Nullable Trouble trouble,
            @Nullable String target,
            @Nullable String transferId,
            @Nullable String mechanism) {}

    /** When and how an agent failed to speak, such as {@code response-failed}, {@code error} or {@code silence}. */
    record Trouble(Instant at, String what) {}

    /**
     * What there was within an hour.
     *
     * @param calls that arrived
     * @param transfers that ended, by outcome; each outcome is there
     * @param inFlight transfers that are not over now
     * @param mechanisms verdicts that were reached, by mechanism and verdict; each is there
     * @param owedSilenceMs the longest that a caller of this node heard nothing though the agent owed them a turn
     */
    record Hour(
            int calls,
            Map<String, Integer> transfers,
            int inFlight,
            Map<String, Map<String, Integer>> mechanisms,
            long owedSilenceMs) {}
}

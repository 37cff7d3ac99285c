package dev.referee.ledger;

import dev.referee.call.CallKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds calls, newest first, page by page. Three statements for each page, however many calls there are: the calls, their
 * latest transfers, and the mechanisms of these. Thread-safe.
 */
public class CallSearch {

    private final JdbcClient jdbc;

    /** Searches this database. */
    public CallSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The newest calls that are wanted, at most so many. */
    public Page find(Wanted wanted, int most) {
        CallQuery query = CallQuery.of(wanted, most + 1);
        List<CallHead> heads = jdbc.sql(query.sql())
                .params(query.params())
                .query((row, number) -> CallRows.head(row))
                .list();
        List<CallHead> page = heads.size() > most ? heads.subList(0, most) : heads;
        CallHead last = heads.size() > most ? page.get(most - 1) : null;
        Map<String, LastTransfer> transfers = page.isEmpty() ? Map.of() : lastTransfers(page);
        return new Page(
                page.stream()
                        .map(head -> new Found(head, transfers.get(head.key().value())))
                        .toList(),
                last == null ? null : new Cursor(last.startedAt(), last.key()));
    }

    private Map<String, LastTransfer> lastTransfers(List<CallHead> calls) {
        record Row(
                String call,
                String transfer,
                String target,
                @Nullable String outcome) {}
        Map<String, Row> last = new LinkedHashMap<>();
        jdbc.sql("select call_key, transfer_id, target, outcome from transfers where call_key in (:keys)"
                        + " order by requested_at, transfer_id")
                .param("keys", calls.stream().map(head -> head.key().value()).toList())
                .query((row, number) -> new Row(
                        row.getString("call_key"),
                        row.getString("transfer_id"),
                        row.getString("target"),
                        row.getString("outcome")))
                .list()
                .forEach(row -> last.put(row.call(), row));
        if (last.isEmpty()) {
            return Map.of();
        }
        Map<String, List<Tried>> tried =
                mechanisms(last.values().stream().map(Row::transfer).toList());
        return last.values().stream()
                .collect(Collectors.toMap(
                        Row::call,
                        row -> new LastTransfer(
                                row.transfer(),
                                row.target(),
                                row.outcome(),
                                tried.getOrDefault(row.transfer(), List.of()))));
    }

    private Map<String, List<Tried>> mechanisms(List<String> transfers) {
        record Row(String transfer, Tried tried) {}
        return jdbc
                .sql("select transfer_id, mechanism, verdict from transfer_mechanisms where transfer_id in (:ids)"
                        + " order by started_at")
                .param("ids", transfers)
                .query((row, number) -> new Row(
                        row.getString("transfer_id"), new Tried(row.getString("mechanism"), row.getString("verdict"))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Row::transfer, Collectors.mapping(Row::tried, Collectors.toList())));
    }

    /**
     * What is wanted; null for whatever.
     *
     * @param state the contract's word for a call's state
     * @param text part of an id, of a number's digits, or of a target's name
     * @param outcome of any of its transfers; with {@code target}, of one to that target
     * @param target of any of its transfers
     * @param before only calls after this one, in the order of the pages
     */
    public record Wanted(
            @Nullable String state,
            @Nullable String text,
            @Nullable String outcome,
            @Nullable String target,
            @Nullable Cursor before) {}

    /** The last call of a page; what comes after it does not change when new calls arrive. */
    public record Cursor(Instant startedAt, CallKey key) {

        /** The year 9999. */
        private static final long LATEST_MICROS = 253_402_300_799_000_000L;

        /** For a link; reads as nothing. */
        public String text() {
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, startedAt);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((micros + "." + key.value()).getBytes(StandardCharsets.US_ASCII));
        }

        /** What {@link #text} wrote; throws {@link IllegalArgumentException} for anything else. */
        public static Cursor parse(String text) {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split("\\.", 2);
            if (parts.length != 2) {
                throw new IllegalArgumentException("no cursor");
            }
            long micros = Long.parseLong(parts[0]);
            if (micros < 0 || micros > LATEST_MICROS) {
                throw new IllegalArgumentException("no time that a database knows");
            }
            return new Cursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), new CallKey(parts[1]));
        }
    }

    /** Some calls, and where the next begin; null if these are the last. */
    public record Page(List<Found> calls, @Nullable Cursor next) {}

    /** A call and its latest transfer, if it has one. */
    public record Found(CallHead head, @Nullable LastTransfer lastTransfer) {}

    /** A transfer in short; without an outcome it is in flight. */
    public record LastTransfer(
            String transferId, String target, @Nullable String outcome, List<Tried> mechanisms) {}

    /** A mechanism in short; without a verdict it is open. */
    public record Tried(String mechanism, @Nullable String verdict) {}
}

package dev.referee.ledger;

import dev.referee.call.CallKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When something last happened to a call. One statement for all calls of a page. Thread-safe. */
public class LastSteps {

    private final JdbcClient jdbc;

    /** Reads this database. */
    public LastSteps(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The time of the latest event of each of these types, by call; what never happened is not there. */
    public Map<CallKey, Map<String, Instant>> of(Collection<CallKey> calls, Collection<String> types) {
        Map<CallKey, Map<String, Instant>> found = new HashMap<>();
        if (calls.isEmpty()) {
            return found;
        }
        jdbc.sql("select call_key, type, max(seen_at) from call_events where call_key in (:calls) and type in (:types)"
                        + " group by call_key, type")
                .param("calls", calls.stream().map(CallKey::value).toList())
                .param("types", types)
                .query(row -> {
                    found.computeIfAbsent(new CallKey(row.getString(1)), key -> new HashMap<>())
                            .put(row.getString(2), row.getTimestamp(3).toInstant());
                });
        return found;
    }

    /** The latest event of this type from this time on, by call; what has not happened is not there. */
    public Map<CallKey, Step> latest(Collection<CallKey> calls, String type, Instant from) {
        Map<CallKey, Step> found = new HashMap<>();
        if (calls.isEmpty()) {
            return found;
        }
        jdbc.sql("select call_key, seen_at, detail from call_events where call_key in (:calls) and type = :type"
                        + " and seen_at >= :from order by id")
                .param("calls", calls.stream().map(CallKey::value).toList())
                .param("type", type)
                .param("from", Facts.time(from))
                .query(row -> {
                    found.put(
                            new CallKey(row.getString(1)),
                            new Step(row.getTimestamp(2).toInstant(), Facts.detail(row.getString(3))));
                });
        return found;
    }

    /** One event. */
    public record Step(Instant at, Map<String, String> detail) {}
}

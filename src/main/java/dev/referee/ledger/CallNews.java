package dev.referee.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was written down lately of any call, on whichever node. Thread-safe. */
public class CallNews {

    private final JdbcClient jdbc;

    /** Reads this database. */
    public CallNews(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The number of the latest event; 0 if there is none. */
    public long latest() {
        return jdbc.sql("select coalesce(max(id), 0) from call_events")
                .query(Long.class)
                .single();
    }

    /**
     * The events with higher numbers, lowest first. Numbers of one call rise; those of different calls are given before their
     * transactions end, so a lower one may appear after a higher one.
     */
    public List<Event> after(long number, int most) {
        return jdbc.sql("select e.id, e.call_key, c.call_id from call_events e join calls c on c.call_key = e.call_key"
                        + " where e.id > ? order by e.id fetch first " + most + " rows only")
                .param(number)
                .query((row, index) ->
                        new Event(row.getLong("id"), row.getString("call_key"), row.getString("call_id")))
                .list();
    }

    /** One event of a call: its number, our key of the call, and OpenAI's id of it, if there is one. */
    public record Event(
            long number, String callKey, @Nullable String callId) {}
}

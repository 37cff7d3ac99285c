package dev.referee.process;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the nodes wrote down, read from outside. */
final class Books {

    private static final Pattern INSTANT = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z");

    private final JdbcClient jdbc;

    Books(String url) {
        this.jdbc = JdbcClient.create(new DriverManagerDataSource(url, url.contains(":h2:") ? "" : "postgres", ""));
    }

    int count(String table, String condition) {
        return jdbc.sql("select count(*) from " + table + " where " + condition)
                .query(Integer.class)
                .single();
    }

    List<Map<String, Object>> rows(String sql, Object... parameters) {
        return jdbc.sql(sql).params(parameters).query().listOfRows();
    }

    void run(String sql) {
        jdbc.sql(sql).update();
    }

    List<String> words(String sql, Object... parameters) {
        return jdbc.sql(sql).params(parameters).query(String.class).list();
    }

    Instant now() {
        return jdbc.sql("select current_timestamp")
                .query(java.sql.Timestamp.class)
                .single()
                .toInstant();
    }

    /** What is left of calls that are over: must be nothing. */
    List<String> leftOpen() {
        return words("select 'call ' || call_key || ' is ' || public_state from calls where ended_at is null"
                + " union all select 'webhook ' || webhook_id || ' lies' from webhook_inbox where done_at is null"
                + " union all select 'transfer ' || transfer_id || ' is in flight' from transfers"
                + " where in_flight_call_key is not null or concluded_at is null"
                + " union all select 'mechanism ' || mechanism || ' of ' || transfer_id || ' is undecided'"
                + " from transfer_mechanisms where verdict is null");
    }

    /** Transfers that two mechanisms claim, or that ended in another way than is promised. */
    List<String> broken() {
        return words("select 'transfer ' || transfer_id || ' ended ' || coalesce(outcome, '-') from transfers"
                + " where outcome not in ('bridged', 'voicemail', 'returned', 'abandoned')"
                + " union all select 'transfer ' || transfer_id || ' has several winners' from transfer_winners"
                + " group by transfer_id having count(*) > 1"
                + " union all select 'transfer ' || transfer_id || ' is confirmed twice' from transfer_mechanisms"
                + " where verdict = 'confirmed' group by transfer_id having count(*) > 1");
    }

    /** The mechanisms that won transfers of this caller, in order. */
    List<String> winners(String parentSid) {
        return words(
                "select w.mechanism from transfer_winners w join transfers t on t.transfer_id = w.transfer_id"
                        + " join calls c on c.call_key = t.call_key where c.carrier_call_id = ? order by w.won_at",
                parentSid);
    }

    /** The timeline of one caller. */
    List<String> timeline(String parentSid) {
        return words(
                "select cast(e.seen_at as varchar) || ' ' || e.source || ' ' || e.type || ' ' || e.detail from call_events e"
                        + " join calls c on c.call_key = e.call_key where c.carrier_call_id = ? order by e.id",
                parentSid);
    }

    /** Moves all that was written about living calls by this time. */
    void shift(Duration by) {
        for (Map<String, Object> row : rows("select s.call_key, file from call_states s"
                + " join calls c on c.call_key = s.call_key where ended_at is null")) {
            String file = INSTANT.matcher(row.get("file").toString())
                    .replaceAll(each -> Instant.parse(each.group()).plus(by).toString());
            jdbc.sql("update call_states set file = ? where call_key = ?")
                    .params(file, row.get("call_key"))
                    .update();
        }
        String later = " + interval '" + by.toSeconds() + "' second(6)";
        jdbc.sql("update call_states set due_at = due_at" + later).update();
        jdbc.sql("update calls set started_at = started_at" + later).update();
        jdbc.sql("update call_events set seen_at = seen_at" + later).update();
        jdbc.sql("update webhook_inbox set received_at = received_at" + later).update();
    }
}

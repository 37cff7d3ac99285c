package dev.referee.ledger;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts and times of late, over all nodes: a fixed number of statements, each on an index. Thread-safe. */
public class LastHour {

    /** Both databases know these. */
    private static final String COUNT_MEDIAN_MAX =
            "count(*), percentile_cont(0.5) within group (order by seconds)," + " max(seconds)";

    private final JdbcClient jdbc;

    /** Reads this database. */
    public LastHour(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What there was from this time on. */
    public Counts counts(Instant from) {
        Map<String, Integer> outcomes = new LinkedHashMap<>();
        jdbc.sql("select outcome, count(*) from transfers where concluded_at >= ? group by outcome")
                .param(Facts.time(from))
                .query(row -> {
                    outcomes.put(row.getString(1), row.getInt(2));
                });
        Map<String, Map<String, Integer>> verdicts = new LinkedHashMap<>();
        jdbc.sql("select mechanism, verdict, count(*) from transfer_mechanisms where decided_at >= ?"
                        + " group by mechanism, verdict")
                .param(Facts.time(from))
                .query(row -> {
                    verdicts.computeIfAbsent(row.getString(1), mechanism -> new LinkedHashMap<>())
                            .put(row.getString(2), row.getInt(3));
                });
        int calls = jdbc.sql("select count(*) from calls where started_at >= ?")
                .param(Facts.time(from))
                .query(Integer.class)
                .single();
        int inFlight = jdbc.sql("select count(*) from transfers where concluded_at is null")
                .query(Integer.class)
                .single();
        return new Counts(calls, inFlight, outcomes, verdicts);
    }

    /** How long verdicts took, by the minute in which they were reached, mechanism and verdict; oldest first. */
    public List<VerdictMinute> verdicts(Instant from) {
        return jdbc.sql("select at_minute, mechanism, verdict, " + COUNT_MEDIAN_MAX + " from ("
                        + "select date_trunc('minute', decided_at) as at_minute, mechanism, verdict,"
                        + " extract(epoch from (decided_at - started_at)) as seconds"
                        + " from transfer_mechanisms where decided_at >= ?) as taken"
                        + " group by at_minute, mechanism, verdict order by at_minute, mechanism, verdict")
                .param(Facts.time(from))
                .query((row, number) -> new VerdictMinute(
                        row.getTimestamp(1).toInstant(),
                        row.getString(2),
                        row.getString(3),
                        row.getInt(4),
                        millis(row.getDouble(5)),
                        millis(row.getDouble(6))))
                .list();
    }

    /**
     * How long callers had nobody on the line after a redirect or release had landed, by the minute of the landing, oldest
     * first: until the first answer, else until the transfer was over. Those who still wait are not among them.
     */
    public List<AloneMinute> alone(Instant from) {
        return jdbc.sql("select at_minute, " + COUNT_MEDIAN_MAX + " from ("
                        + "select date_trunc('minute', won_at) as at_minute,"
                        + " extract(epoch from (coalesce(answered_at, concluded_at) - won_at)) as seconds from ("
                        + "select w.won_at, t.concluded_at, (select min(e.seen_at) from transfer_evidence e"
                        + " where e.transfer_id = w.transfer_id and e.rung = 'answered') as answered_at"
                        + " from transfer_winners w join transfers t on t.transfer_id = w.transfer_id"
                        + " where w.won_at >= ? and w.mechanism in ('redirect', 'release')) as landed"
                        + " where coalesce(answered_at, concluded_at) is not null) as taken"
                        + " group by at_minute order by at_minute")
                .param(Facts.time(from))
                .query((row, number) -> new AloneMinute(
                        row.getTimestamp(1).toInstant(),
                        row.getInt(2),
                        millis(row.getDouble(3)),
                        millis(row.getDouble(4))))
                .list();
    }

    private static long millis(double seconds) {
        return Math.round(seconds * 1000);
    }

    /**
     * What there was.
     *
     * @param calls that arrived
     * @param inFlight transfers that are not over now
     * @param outcomes how many transfers ended so, by outcome
     * @param verdicts how many there were, by mechanism and verdict
     */
    public record Counts(
            int calls, int inFlight, Map<String, Integer> outcomes, Map<String, Map<String, Integer>> verdicts) {}

    /** One verdict on one mechanism within one minute: how often, and how long it took, in milliseconds. */
    public record VerdictMinute(Instant at, String mechanism, String verdict, int count, long medianMs, long maxMs) {}

    /** Callers who were left alone within one minute: how many, and how long, in milliseconds. */
    public record AloneMinute(Instant at, int count, long medianMs, long maxMs) {}
}

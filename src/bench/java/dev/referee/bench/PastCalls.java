package dev.referee.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Fills a ledger with finished calls: copies of one that was really played, with keys and numbers of their own, each two
 * seconds older than the one before.
 */
final class PastCalls {

    /** So many at once, or H2's transaction log outgrows its memory. */
    private static final int BATCH = 20_000;

    private static final String I = "lpad(cast(i as varchar), 20, '0')";
    private static final String KEY = "'c-past' || " + I;
    private static final String TRANSFER = "'t-past' || " + I;

    /** What is not simply copied, by table and column. */
    private static final Map<String, Map<String, String>> OWN = Map.of(
            "calls",
                    Map.of(
                            "call_key",
                            KEY,
                            "call_id",
                            "'rtc_past' || " + I,
                            "carrier_call_id",
                            "'CApast' || " + I,
                            "from_number",
                            "'+614' || lpad(cast(mod(i, 100000000) as varchar), 8, '0')",
                            "started_at",
                            earlier("started_at"),
                            "ended_at",
                            earlier("ended_at")),
            "call_sessions",
                    Map.of("call_id", "'rtc_past' || " + I, "call_key", KEY, "announced_at", earlier("announced_at")),
            "transfers",
                    Map.of(
                            "transfer_id",
                            TRANSFER,
                            "call_key",
                            KEY,
                            "requested_at",
                            earlier("requested_at"),
                            "concluded_at",
                            earlier("concluded_at")),
            "transfer_winners", Map.of("transfer_id", TRANSFER, "won_at", earlier("won_at")),
            "transfer_mechanisms",
                    Map.of(
                            "transfer_id", TRANSFER,
                            "started_at", earlier("started_at"),
                            "decided_at", earlier("decided_at")),
            "transfer_evidence", Map.of("transfer_id", TRANSFER, "seen_at", earlier("seen_at")),
            "call_events", Map.of("call_key", KEY, "transfer_id", TRANSFER, "seen_at", earlier("seen_at")),
            "tool_calls", Map.of("call_key", KEY, "run_at", earlier("run_at")),
            "event_outbox",
                    Map.of(
                            "event_id",
                            "'evt_' || " + KEY,
                            "call_key",
                            KEY,
                            "occurred_at",
                            earlier("occurred_at"),
                            "delivered_at",
                            earlier("delivered_at")));

    /** Parents before children. */
    private static final List<String> TABLES = List.of(
            "calls",
            "call_sessions",
            "transfers",
            "transfer_winners",
            "transfer_mechanisms",
            "transfer_evidence",
            "call_events",
            "tool_calls",
            "event_outbox");

    private PastCalls() {}

    private static String earlier(String column) {
        return column + " - i * interval '2' second";
    }

    /**
     * Fills.
     *
     * @param url of a database that holds one finished call with a transfer at least
     * @param user its user, empty for H2's
     */
    static void fill(String url, String user, int count) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, "");
                Statement statement = connection.createStatement()) {
            String call = one(
                    statement,
                    "select c.call_key from calls c join event_outbox e on e.call_key = c.call_key"
                            + " join transfers t on t.call_key = c.call_key"
                            + " where c.ended_at is not null and e.delivered_at is not null fetch first 1 rows only");
            String transfer = one(statement, "select transfer_id from transfers where call_key = '" + call + "'");
            boolean h2 = url.startsWith("jdbc:h2:");
            for (int from = 1; from <= count; from += BATCH) {
                int to = Math.min(count, from + BATCH - 1);
                String numbers = h2
                        ? "(select x i from system_range(" + from + ", " + to + ")) n"
                        : "generate_series(" + from + ", " + to + ") n(i)";
                for (String table : TABLES) {
                    copy(statement, table, numbers, call, transfer);
                }
            }
            statement.execute("analyze");
        }
    }

    private static void copy(Statement statement, String table, String numbers, String call, String transfer)
            throws SQLException {
        List<String> columns = columns(statement, table);
        Map<String, String> own = OWN.get(table);
        String which = columns.contains("call_key") ? "call_key = '" + call + "'" : "transfer_id = '" + transfer + "'";
        statement.executeUpdate("insert into " + table + " (" + String.join(", ", columns) + ") select "
                + String.join(
                        ", ",
                        columns.stream()
                                .map(each -> own.getOrDefault(each, each))
                                .toList())
                + " from " + table + ", " + numbers + " where " + which);
    }

    /** All but the numbers that the database gives. */
    private static List<String> columns(Statement statement, String table) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("select lower(column_name) from information_schema.columns"
                + " where lower(table_name) = '" + table + "' and is_identity = 'NO'"
                + " and lower(table_schema) = 'public' order by ordinal_position")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static String one(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            if (!rows.next()) {
                throw new IllegalStateException("there is no finished call to copy");
            }
            return rows.getString(1);
        }
    }
}

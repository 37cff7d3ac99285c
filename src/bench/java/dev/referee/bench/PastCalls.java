package dev.referee.bench;

import dev.referee.config.DatabaseUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Fills a ledger with finished calls: copies of one that was really played, with keys and numbers of their own, each half a second
 * older than the one before. Nothing else may use the database meanwhile.
 */
final class PastCalls {

    /** Larger ones cost H2 more: it keeps what a statement may have to undo, and writes that, too. */
    private static final int BATCH = 500;

    private static final String NUMBER = "lpad(cast(i as varchar), 20, '0')";
    private static final String KEY = "'c-past' || " + NUMBER;
    private static final String CALL = "'rtc_past' || " + NUMBER;
    private static final String TRANSFER = "'t-past' || " + NUMBER;
    private static final String EVENT = "'evt_past' || " + NUMBER;
    private static final String CALLER = "'+614' || lpad(cast(mod(i, 100000000) as varchar), 8, '0')";

    private static final List<Table> TABLES = List.of(
            new Table("calls", "call_key", KEY, "started_at", "ended_at")
                    .with("call_id", CALL)
                    .with("carrier_call_id", "'CApast' || " + NUMBER)
                    .with("from_number", CALLER),
            new Table("call_states", "call_key", KEY),
            new Table("call_sessions", "call_key", KEY, "announced_at").with("call_id", CALL),
            new Table("call_events", "call_key", KEY, "seen_at").with("transfer_id", TRANSFER),
            new Table("tool_calls", "call_key", KEY, "run_at"),
            new Table("event_outbox", "call_key", KEY, "occurred_at", "delivered_at").with("event_id", EVENT),
            new Table("transfers", "call_key", KEY, "requested_at", "concluded_at").with("transfer_id", TRANSFER),
            new Table("transfer_winners", "transfer_id", TRANSFER, "won_at"),
            new Table("transfer_mechanisms", "transfer_id", TRANSFER, "started_at", "decided_at"),
            new Table("transfer_evidence", "transfer_id", TRANSFER, "seen_at"),
            new Table("webhook_inbox", "webhook_id", "'wh_past' || " + NUMBER, "received_at", "done_at"));

    /** What finds the rows that are copied. */
    private static final Map<String, String> ORIGINALS = Map.of(
            "call_key",
            "select c.call_key from calls c join event_outbox e on e.call_key = c.call_key"
                    + " join transfers t on t.call_key = c.call_key"
                    + " where c.ended_at is not null and e.delivered_at is not null order by c.call_key",
            "transfer_id",
            "select t.transfer_id from transfers t join calls c on c.call_key = t.call_key"
                    + " where c.ended_at is not null order by c.call_key",
            "webhook_id",
            "select webhook_id from webhook_inbox where done_at is not null order by webhook_id");

    private PastCalls() {}

    /**
     * Fills.
     *
     * @param url of a database that holds one finished call with a transfer at least
     * @param user its user, empty for H2's
     * @param first number of the first call, 1 if there is none yet
     * @param last number of the last
     */
    static void fill(String url, String user, int first, int last) throws SQLException {
        boolean h2 = new DatabaseUrl(url).isH2();
        try (Connection connection = DriverManager.getConnection(url, user, "");
                Statement statement = connection.createStatement()) {
            // copies keep what the original kept; to check each row's parent would take as long again
            statement.execute(h2 ? "set referential_integrity false" : "set session_replication_role = replica");
            List<PreparedStatement> copies = new ArrayList<>();
            for (Table table : TABLES) {
                copies.add(connection.prepareStatement(table.copy(statement, h2)));
            }
            for (int from = first; from <= last; from += BATCH) {
                for (PreparedStatement copy : copies) {
                    copy.setInt(1, from);
                    copy.setInt(2, Math.min(last, from + BATCH - 1));
                    copy.executeUpdate();
                }
            }
            statement.execute(h2 ? "analyze" : "vacuum analyze");
        }
    }

    /**
     * A table and what is not simply copied.
     *
     * @param key column by which the rows of a call are found
     * @param own expressions by column
     */
    private record Table(String name, String key, Map<String, String> own) {

        Table(String name, String key, String ownKey, String... times) {
            this(name, key, new java.util.HashMap<>(Map.of(key, ownKey)));
            for (String time : times) {
                own.put(time, time + " - i * interval '0.5' second");
            }
        }

        Table with(String column, String expression) {
            own.put(column, expression);
            return this;
        }

        /** The statement that copies, for the numbers from one parameter to the other. */
        String copy(Statement statement, boolean h2) throws SQLException {
            List<String> columns = columns(statement);
            List<String> values =
                    columns.stream().map(each -> own.getOrDefault(each, each)).toList();
            return "insert into " + name + " (" + String.join(", ", columns) + ") select " + String.join(", ", values)
                    + " from " + name + ", "
                    + (h2 ? "(select x i from system_range(?, ?)) n" : "generate_series(?, ?) n(i)")
                    + " where " + key + " = '" + first(statement, ORIGINALS.get(key)) + "'";
        }

        /** All but the numbers that the database gives. */
        private List<String> columns(Statement statement) throws SQLException {
            List<String> names = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("select lower(column_name) from information_schema.columns"
                    + " where lower(table_name) = '" + name + "' and is_identity = 'NO'"
                    + " and lower(table_schema) = 'public' order by ordinal_position")) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        }

        private static String first(Statement statement, String query) throws SQLException {
            try (ResultSet rows = statement.executeQuery(query + " fetch first 1 rows only")) {
                if (!rows.next()) {
                    throw new IllegalStateException("there is no finished call to copy");
                }
                return rows.getString(1);
            }
        }
    }
}

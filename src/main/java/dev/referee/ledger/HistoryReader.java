package dev.referee.ledger;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads one call's history, in as many statements as there are tables. */
final class HistoryReader {

    private static final String OF_CALL =
            " transfer_id in (select transfer_id from transfers where call_key = ?) order by ";

    private final JdbcClient jdbc;

    HistoryReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    History read(CallHead head) {
        String key = head.key().value();
        List<String> sessions = jdbc.sql("select call_id from call_sessions where call_key = ? order by announced_at")
                .param(key)
                .query(String.class)
                .list();
        return new History(head, sessions, new Costs(jdbc).of(head.key()).orElse(null), transfers(key), timeline(key));
    }

    private List<History.Transfer> transfers(String key) {
        Map<String, List<History.MechanismTried>> mechanisms = mechanisms(key);
        Map<String, List<History.EvidenceSeen>> evidence = evidence(key);
        return jdbc.sql("select * from transfers where call_key = ? order by requested_at")
                .param(key)
                .query((row, number) -> new History.Transfer(
                        row.getString("transfer_id"),
                        row.getString("target"),
                        row.getString("requested_by"),
                        row.getString("reason"),
                        row.getTimestamp("requested_at").toInstant(),
                        mechanisms.getOrDefault(row.getString("transfer_id"), List.of()),
                        row.getString("outcome"),
                        row.getString("number"),
                        Facts.instant(row.getTimestamp("concluded_at")),
                        evidence.getOrDefault(row.getString("transfer_id"), List.of())))
                .list();
    }

    private Map<String, List<History.MechanismTried>> mechanisms(String key) {
        record Row(String transfer, History.MechanismTried tried) {}
        return jdbc
                .sql("select * from transfer_mechanisms where" + OF_CALL + "started_at")
                .param(key)
                .query((row, number) -> new Row(
                        row.getString("transfer_id"),
                        new History.MechanismTried(
                                row.getString("mechanism"),
                                row.getString("verdict"),
                                row.getString("reason"),
                                row.getTimestamp("started_at").toInstant(),
                                Facts.instant(row.getTimestamp("decided_at")))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Row::transfer, Collectors.mapping(Row::tried, Collectors.toList())));
    }

    private Map<String, List<History.EvidenceSeen>> evidence(String key) {
        record Row(String transfer, History.EvidenceSeen seen) {}
        return jdbc
                .sql("select * from transfer_evidence where" + OF_CALL + "id")
                .param(key)
                .query((row, number) -> new Row(
                        row.getString("transfer_id"),
                        new History.EvidenceSeen(
                                row.getTimestamp("seen_at").toInstant(),
                                row.getString("source"),
                                row.getString("rung"),
                                row.getString("type"),
                                Facts.detail(row.getString("detail")))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Row::transfer, Collectors.mapping(Row::seen, Collectors.toList())));
    }

    private List<History.Event> timeline(String key) {
        return jdbc.sql("select * from call_events where call_key = ? order by id")
                .param(key)
                .query((row, number) -> new History.Event(
                        row.getTimestamp("seen_at").toInstant(),
                        row.getString("source"),
                        row.getString("type"),
                        row.getString("transfer_id"),
                        Facts.detail(row.getString("detail"))))
                .list();
    }
}

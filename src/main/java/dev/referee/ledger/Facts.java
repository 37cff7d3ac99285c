package dev.referee.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.json.Json;
import dev.referee.transfer.Fact;
import dev.referee.transfer.TransferId;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes down the facts of one decision. Runs inside the ledger's transaction. */
final class Facts {

    private static final ObjectMapper JSON = Json.mapper();
    private static final TypeReference<LinkedHashMap<String, String>> DETAIL = new TypeReference<>() {};

    private final JdbcClient jdbc;

    Facts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void write(String callKey, @Nullable TransferId transfer, Fact fact, Instant at) {
        Line line = Line.of(fact);
        event(callKey, transfer, line, at);
        if (transfer == null) {
            return;
        }
        if (fact instanceof Fact.EvidenceSeen seen) {
            evidence(transfer, seen, at);
        } else if (fact instanceof Fact.MechanismStarted started) {
            jdbc.sql("insert into transfer_mechanisms (transfer_id, mechanism, started_at) values (?, ?, ?)")
                    .params(transfer.value(), started.mechanism().word(), time(at))
                    .update();
        } else if (fact instanceof Fact.VerdictReached reached) {
            jdbc.sql("update transfer_mechanisms set verdict = ?, reason = ?, decided_at = ?"
                            + " where transfer_id = ? and mechanism = ?")
                    .params(
                            reached.verdict().word(),
                            reached.reason(),
                            time(at),
                            transfer.value(),
                            reached.mechanism().word())
                    .update();
        } else if (fact instanceof Fact.Won won) {
            jdbc.sql("insert into transfer_winners (transfer_id, mechanism, won_at) values (?, ?, ?)")
                    .params(transfer.value(), won.mechanism().word(), time(at))
                    .update();
        } else if (fact instanceof Fact.OutcomeReached reached) {
            jdbc.sql("update transfers set outcome = ?, number = ?, concluded_at = ?, in_flight_call_key = null"
                            + " where transfer_id = ?")
                    .params(
                            reached.outcome().word(),
                            reached.number() == null ? null : reached.number().uri(),
                            time(at),
                            transfer.value())
                    .update();
        }
    }

    private void evidence(TransferId transfer, Fact.EvidenceSeen seen, Instant at) {
        jdbc.sql("insert into transfer_evidence (transfer_id, seen_at, source, rung, type, detail)"
                        + " values (?, ?, ?, ?, ?, ?)")
                .params(
                        transfer.value(),
                        time(at),
                        seen.source().word(),
                        seen.rung() == null ? null : seen.rung().word(),
                        seen.type(),
                        json(seen.detail()))
                .update();
    }

    private void event(String callKey, @Nullable TransferId transfer, Line line, Instant at) {
        jdbc.sql("insert into call_events (call_key, transfer_id, seen_at, source, type, detail)"
                        + " values (?, ?, ?, ?, ?, ?)")
                .params(
                        callKey,
                        transfer == null ? null : transfer.value(),
                        time(at),
                        line.source(),
                        line.type(),
                        json(line.detail()))
                .update();
    }

    static String json(Map<String, String> detail) {
        try {
            return JSON.writeValueAsString(detail);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a detail of strings can always be written", e);
        }
    }

    static Map<String, String> detail(String json) {
        try {
            return JSON.readValue(json, DETAIL);
        } catch (JsonProcessingException e) {
            return Map.of("unreadable", json);
        }
    }

    static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant();
    }
}

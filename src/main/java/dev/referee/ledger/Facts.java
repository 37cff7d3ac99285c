package dev.referee.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.call.CallKey;
import dev.referee.json.Json;
import dev.referee.transfer.Fact;
import dev.referee.transfer.TransferId;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The facts of one decision, as they are written down in the ledger's transaction. */
final class Facts {

    private static final ObjectMapper JSON = Json.mapper();
    private static final TypeReference<LinkedHashMap<String, String>> DETAIL = new TypeReference<>() {};

    private Facts() {}

    /** Adds them in their order, in as few statements as there are tables. */
    static void write(Writes writes, CallKey call, @Nullable TransferId transfer, List<Fact> facts, Instant at) {
        if (facts.isEmpty()) {
            return;
        }
        events(writes, call, transfer, facts, at);
        if (transfer == null) {
            return;
        }
        evidence(writes, transfer, facts, at);
        facts.forEach(fact -> ofTransfer(writes, transfer, fact, at));
    }

    private static void ofTransfer(Writes writes, TransferId transfer, Fact fact, Instant at) {
        if (fact instanceof Fact.MechanismStarted started) {
            writes.add(
                    "insert into transfer_mechanisms (transfer_id, mechanism, started_at) values (?, ?, ?)",
                    transfer.value(),
                    started.mechanism().word(),
                    time(at));
        } else if (fact instanceof Fact.VerdictReached reached) {
            writes.add(
                    "update transfer_mechanisms set verdict = ?, reason = ?, decided_at = ?"
                            + " where transfer_id = ? and mechanism = ?",
                    reached.verdict().word(),
                    reached.reason(),
                    time(at),
                    transfer.value(),
                    reached.mechanism().word());
        } else if (fact instanceof Fact.Won won) {
            writes.add(
                    "insert into transfer_winners (transfer_id, mechanism, won_at) values (?, ?, ?)",
                    transfer.value(),
                    won.mechanism().word(),
                    time(at));
        } else if (fact instanceof Fact.OutcomeReached reached) {
            writes.add(
                    "update transfers set outcome = ?, number = ?, concluded_at = ?, in_flight_call_key = null"
                            + " where transfer_id = ?",
                    reached.outcome().word(),
                    reached.number() == null ? null : reached.number().uri(),
                    time(at),
                    transfer.value());
        }
    }

    private static void evidence(Writes writes, TransferId transfer, List<Fact> facts, Instant at) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact instanceof Fact.EvidenceSeen seen) {
                values.add(transfer.value());
                values.add(time(at));
                values.add(seen.source().word());
                values.add(seen.rung() == null ? null : seen.rung().word());
                values.add(seen.type());
                values.add(json(seen.detail()));
            }
        }
        insert(writes, "transfer_evidence (transfer_id, seen_at, source, rung, type, detail)", values);
    }

    private static void events(
            Writes writes, CallKey call, @Nullable TransferId transfer, List<Fact> facts, Instant at) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Fact fact : facts) {
            Line line = Line.of(fact);
            values.add(call.value());
            values.add(transfer == null ? null : transfer.value());
            values.add(time(at));
            values.add(line.source());
            values.add(line.type());
            values.add(json(line.detail()));
        }
        insert(writes, "call_events (call_key, transfer_id, seen_at, source, type, detail)", values);
    }

    /** One statement for all rows, of six values each. */
    private static void insert(Writes writes, String table, List<@Nullable Object> values) {
        if (!values.isEmpty()) {
            String rows = ", (?, ?, ?, ?, ?, ?)".repeat(values.size() / 6).substring(2);
            writes.add("insert into " + table + " values " + rows, values);
        }
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

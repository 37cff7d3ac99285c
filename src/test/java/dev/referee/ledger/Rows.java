package dev.referee.ledger;

import dev.referee.call.AgentLeg;
import dev.referee.call.Call;
import dev.referee.call.CallFile;
import dev.referee.call.CallKey;
import dev.referee.call.Stage;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes rows as the ledger would, without playing the calls behind them. */
final class Rows {

    private static final String TALKING =
            CallFileJson.write(new CallFile(new Call(Stage.WITH_AGENT, new AgentLeg.None(), 0, 0), null));
    private static final String DIGITS = "abcdefghij";

    private final JdbcClient jdbc;

    Rows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A key, an id and so on of this number: 26 characters that sort as the numbers do. */
    static String id(String prefix, int number) {
        StringBuilder text = new StringBuilder(prefix);
        "%026d".formatted(number).chars().forEach(digit -> text.append(DIGITS.charAt(digit - '0')));
        return text.toString();
    }

    static CallKey key(int number) {
        return new CallKey(id("c-", number));
    }

    static String carrierId(int number) {
        return "CA%032d".formatted(number);
    }

    /** A call that is over, unless its state says otherwise. */
    void call(int number, String state, String from, Instant startedAt) {
        boolean over = state.equals("ended") || state.equals("failed") || state.equals("rejected");
        jdbc.sql("insert into calls (call_key, call_id, carrier_call_id, agent, from_number, to_number,"
                        + " public_state, started_at, ended_at) values (?, ?, ?, 'default', ?,"
                        + " '+61290000000', ?, ?, ?)")
                .params(
                        key(number).value(),
                        "rtc_" + number,
                        carrierId(number),
                        from,
                        state,
                        Facts.time(startedAt),
                        over ? Facts.time(startedAt.plusSeconds(60)) : null)
                .update();
        jdbc.sql("insert into call_states (call_key, version, file) values (?, 0, ?)")
                .params(key(number).value(), TALKING)
                .update();
        jdbc.sql("insert into call_sessions (call_id, call_key, announced_at) values (?, ?, ?)")
                .params("rtc_" + number, key(number).value(), Facts.time(startedAt))
                .update();
    }

    /** A transfer of the call of the same number; without an outcome it is in flight. */
    String transfer(int number, int of, String target, @Nullable String outcome, Instant requestedAt, Duration length) {
        String transferId = id("t-", number);
        jdbc.sql("insert into transfers (transfer_id, call_key, in_flight_call_key, target, requested_by, reason,"
                        + " summary, requested_at, outcome, number, concluded_at)"
                        + " values (?, ?, ?, ?, 'agent', '', '', ?, ?, ?, ?)")
                .params(
                        transferId,
                        key(of).value(),
                        outcome == null ? key(of).value() : null,
                        target,
                        Facts.time(requestedAt),
                        outcome,
                        outcome == null ? null : "tel:+61491570006",
                        outcome == null ? null : Facts.time(requestedAt.plus(length)))
                .update();
        return transferId;
    }

    /** A mechanism of a transfer; without a verdict it is open. */
    void mechanism(String transferId, String mechanism, @Nullable String verdict, Instant startedAt, Duration length) {
        jdbc.sql("insert into transfer_mechanisms (transfer_id, mechanism, verdict, reason, started_at, decided_at)"
                        + " values (?, ?, ?, '', ?, ?)")
                .params(
                        transferId,
                        mechanism,
                        verdict,
                        Facts.time(startedAt),
                        verdict == null ? null : Facts.time(startedAt.plus(length)))
                .update();
    }

    void won(String transferId, String mechanism, Instant at) {
        jdbc.sql("insert into transfer_winners (transfer_id, mechanism, won_at) values (?, ?, ?)")
                .params(transferId, mechanism, Facts.time(at))
                .update();
    }

    void evidence(String transferId, String rung, Instant at) {
        jdbc.sql("insert into transfer_evidence (transfer_id, seen_at, source, rung, type, detail)"
                        + " values (?, ?, 'carrier', ?, 'leg', '{}')")
                .params(transferId, Facts.time(at), rung)
                .update();
    }

    /** Says when everything was written: the database then knows how much there is, as it does after a while in use. */
    void analyze() {
        jdbc.sql("analyze").update();
    }

    /** The same on PostgreSQL, and what was changed or removed is cleared away. */
    void vacuum() {
        jdbc.sql("vacuum (full, analyze)").update();
        jdbc.sql("vacuum").update();
    }
}

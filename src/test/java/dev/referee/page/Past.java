package dev.referee.page;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Fills the ledger's tables with calls that are over, as a busy month would. Every call begins 20 seconds after the one
 * before, so the last 177 or so fall into the last hour; what the machines wrote is that of a call that was really played.
 */
final class Past {

    private final JdbcClient jdbc;

    /** @param jdbc H2, with at least one call */
    Past(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** So many calls, each with a transfer; those before are taken away. */
    void fill(int calls) {
        clear();
        jdbc.sql("""
                insert into calls (call_key, call_id, carrier_call_id, agent, from_number, to_number, public_state,
                  started_at, ended_at)
                select 'c-past' || lpad(x, 22, '0'), 'rtc_past_' || x, 'CA' || lpad(x, 32, '0'), 'default',
                  '+614' || lpad(x, 8, '0'), '+61290000000', case when mod(x, 50) = 0 then 'failed' else 'ended' end,
                  dateadd('second', -20 * (? - x) - 60, current_timestamp), dateadd('second', -20 * (? - x) - 10, current_timestamp)
                from system_range(1, ?)""").params(calls, calls, calls).update();
        jdbc.sql("""
                insert into call_states (call_key, version, file)
                select call_key, 1, (select file from call_states where call_key not like 'c-past%' fetch first 1 row only)
                from calls where call_key like 'c-past%'""").update();
        jdbc.sql("""
                insert into call_sessions (call_id, call_key, announced_at)
                select call_id, call_key, started_at from calls where call_key like 'c-past%'""").update();
        jdbc.sql("""
                insert into transfers (transfer_id, call_key, target, requested_by, reason, summary, requested_at, winner,
                  outcome, number, concluded_at)
                select 't-past' || lpad(x, 22, '0'), 'c-past' || lpad(x, 22, '0'),
                  case when mod(x, 3) = 0 then 'sales' else 'front-desk' end, 'agent', 'asked for a human', '',
                  dateadd('second', 10, started_at), case when mod(x, 4) = 0 then 'redirect' else 'refer' end,
                  case when mod(x, 25) = 0 then 'failed' when mod(x, 10) = 1 then 'voicemail'
                    when mod(x, 10) = 2 then 'returned' when mod(x, 15) = 3 then 'abandoned' else 'bridged' end,
                  'tel:+61491570006', dateadd('second', 20, started_at)
                from system_range(1, ?) join calls on call_key = 'c-past' || lpad(x, 22, '0')""").params(calls).update();
        mechanisms(calls);
        jdbc.sql("analyze").update();
    }

    /** Every fourth REFER was silent, and the carrier moved the caller. */
    private void mechanisms(int calls) {
        jdbc.sql("""
                insert into transfer_mechanisms (transfer_id, mechanism, verdict, reason, started_at, decided_at)
                select transfer_id, 'refer', case when winner = 'redirect' then 'silent' else 'confirmed' end, null, requested_at,
                  dateadd('millisecond', case when winner = 'redirect' then 4050 else 300 + mod(ora_hash(transfer_id), 900) end,
                    requested_at)
                from transfers where transfer_id like 't-past%'""").update();
        jdbc.sql("""
                insert into transfer_mechanisms (transfer_id, mechanism, verdict, reason, started_at, decided_at)
                select transfer_id, 'redirect', 'confirmed', null, dateadd('millisecond', 4060, requested_at),
                  dateadd('millisecond', 4300 + mod(ora_hash(transfer_id), 700), requested_at)
                from transfers where transfer_id like 't-past%' and winner = 'redirect'""").update();
        jdbc.sql("""
                insert into transfer_winners (transfer_id, mechanism, won_at)
                select transfer_id, mechanism, decided_at from transfer_mechanisms
                where transfer_id like 't-past%' and verdict = 'confirmed'""").update();
        jdbc.sql("""
                insert into transfer_evidence (transfer_id, seen_at, source, rung, type, detail)
                select transfer_id, dateadd('millisecond', 500 + mod(ora_hash(transfer_id), 3000), won_at), 'carrier', 'answered',
                  'leg-answered', '{}' from transfer_winners where transfer_id like 't-past%'""").update();
    }

    /** Takes them away. */
    void clear() {
        for (String table :
                new String[] {"transfer_evidence", "transfer_winners", "transfer_mechanisms", "transfers"}) {
            jdbc.sql("delete from " + table + " where transfer_id like 't-past%'")
                    .update();
        }
        for (String table : new String[] {"call_sessions", "call_states", "calls"}) {
            jdbc.sql("delete from " + table + " where call_key like 'c-past%'").update();
        }
    }
}

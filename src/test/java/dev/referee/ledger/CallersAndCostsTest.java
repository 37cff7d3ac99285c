package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.CallKey;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the ledger's table says of callers and costs. */
class CallersAndCostsTest extends DatabaseTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final CallKey FIRST = new CallKey("c-" + "a".repeat(26));
    private JdbcClient jdbc;

    @BeforeEach
    void emptyDatabase() {
        jdbc = JdbcClient.create(migrated());
    }

    private void call(CallKey key, String from, Instant startedAt, String state) {
        jdbc.sql("insert into calls (call_key, agent, from_number, to_number, public_state, started_at)"
                        + " values (?, 'default', ?, '', ?, ?)")
                .params(key.value(), from, state, Facts.time(startedAt))
                .update();
        jdbc.sql("insert into call_states (call_key, version, file) values (?, 0, '{}')")
                .param(key.value())
                .update();
    }

    private static CallKey key(char letter) {
        return new CallKey("c-" + String.valueOf(letter).repeat(26));
    }

    @Test
    void calls_of_one_number_that_were_let_in_since_then_count() {
        call(key('a'), "+61400000001", NOW.minusSeconds(3_601), "ended");
        call(key('b'), "+61400000001", NOW.minusSeconds(3_599), "ended");
        call(key('c'), "+61400000001", NOW.minusSeconds(10), "talking");
        call(key('d'), "+61400000001", NOW.minusSeconds(5), "rejected");
        call(key('e'), "+61400000002", NOW.minusSeconds(5), "ended");

        assertThat(new RecentCalls(jdbc).letIn("+61400000001", NOW.minusSeconds(3_600)))
                .isEqualTo(2);
    }

    @Test
    void the_count_uses_its_index() {
        String plan = jdbc.sql("explain select count(*) from calls where from_number = 'x' and started_at > now()"
                        + " and public_state <> 'rejected'")
                .query(String.class)
                .single();

        assertThat(plan).containsIgnoringCase("calls_by_caller");
    }

    @Test
    void amounts_add_up_whoever_adds_them() {
        call(FIRST, "+61400000001", NOW, "talking");
        Costs one = new Costs(jdbc);
        Costs other = new Costs(jdbc);
        assertThat(one.of(FIRST)).isEmpty();

        one.add(FIRST, new BigDecimal("0.000000001"));
        other.add(FIRST, new BigDecimal("1.25"));

        assertThat(one.of(FIRST).orElseThrow()).isEqualByComparingTo("1.250000001");
    }

    @Test
    void a_call_that_was_removed_costs_nothing_any_more() {
        new Costs(jdbc).add(FIRST, BigDecimal.ONE);

        assertThat(new Costs(jdbc).of(FIRST)).isEmpty();
    }
}

package dev.referee.ledger;

import dev.referee.call.CallKey;
import java.math.BigDecimal;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What calls have cost so far, in USD. Amounts are added, never replaced, so that nodes which have one call one after the other
 * do not undo each other's. Thread-safe.
 */
public class Costs {

    private final JdbcClient jdbc;

    /** Keeps them in this database. */
    public Costs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds to what this call has cost. A call that was removed is none any more. */
    public void add(CallKey key, BigDecimal usd) {
        jdbc.sql("update call_states set cost_usd = coalesce(cost_usd, 0) + ? where call_key = ?")
                .params(usd, key.value())
                .update();
    }

    /** What this call has cost as far as it is written down; empty if nothing was. */
    public Optional<BigDecimal> of(CallKey key) {
        return jdbc.sql("select cost_usd from call_states where call_key = ? and cost_usd is not null")
                .param(key.value())
                .query(BigDecimal.class)
                .optional();
    }
}

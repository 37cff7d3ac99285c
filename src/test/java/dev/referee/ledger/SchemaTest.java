package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.AgentLeg;
import dev.referee.call.Call;
import dev.referee.call.CallFile;
import dev.referee.call.Stage;
import java.math.BigDecimal;
import java.time.Instant;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was written before an upgrade is there after it. */
class SchemaTest extends DatabaseTest {

    @Test
    void the_states_of_calls_move_into_a_table_of_their_own() {
        DataSource database = database();
        Flyway.configure().dataSource(database).target("6").load().migrate();
        JdbcClient jdbc = JdbcClient.create(database);
        CallFile file = new CallFile(new Call(Stage.WITH_AGENT, new AgentLeg.None(), 0, 0), null);
        Instant due = Instant.parse("2026-11-22T10:00:00.123456Z");
        jdbc.sql(
                        "insert into calls (call_key, version, agent, from_number, to_number, public_state, started_at, due_at,"
                                + " cost_usd, file) values (?, 7, 'default', '', '', 'talking', ?, ?, 0.125, ?)")
                .params(Rows.key(1).value(), Facts.time(due), Facts.time(due), CallFileJson.write(file))
                .update();

        Schema.of(database).migrate();

        CallHead head = new CallRows(jdbc).find(Rows.key(1)).orElseThrow();
        assertThat(head.file()).isEqualTo(file);
        assertThat(head.dueAt()).isEqualTo(due);
        assertThat(new Costs(jdbc).of(Rows.key(1)).orElseThrow()).isEqualByComparingTo(new BigDecimal("0.125"));
        assertThat(jdbc.sql("select version from call_states").query(Long.class).single())
                .isEqualTo(7);
    }

    @Test
    void no_two_indexes_are_the_same() {
        JdbcClient jdbc = JdbcClient.create(migrated());

        assertThat(jdbc.sql(TWICE).query(String.class).list()).isEmpty();
    }

    private static final String TWICE = "select table_name || ': ' || columns from (select table_name, index_name,"
            + " listagg(column_name || ' ' || ordering_specification, ', ') within group (order by ordinal_position)"
            + " columns from information_schema.index_columns where table_schema = 'PUBLIC'"
            + " group by table_name, index_name) each_index group by table_name, columns having count(*) > 1";
}

package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same on PostgreSQL. */
class NodeLifePostgresIT extends NodeLifeTest {

    private static final Pattern REMOVED = Pattern.compile("rows removed by filter: ([0-9]+)");

    @RegisterExtension
    static final PostgresServer POSTGRES = PostgresServer.kept();

    @Override
    DataSource database() {
        return POSTGRES.database();
    }

    @Override
    void settle(Rows rows) {
        rows.vacuum();
    }

    /** It says what it read for nothing, and reads a table as a whole only where that is one page. */
    @Override
    void assertFewRows(String plan) {
        assertThat(plan).doesNotContain("seq scan on calls", "seq scan on webhook_inbox");
        assertThat(REMOVED.matcher(plan).results().mapToInt(found -> Integer.parseInt(found.group(1))))
                .as(plan)
                .allMatch(rows -> rows <= 5);
    }
}

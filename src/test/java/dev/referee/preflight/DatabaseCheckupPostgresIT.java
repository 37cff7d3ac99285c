package dev.referee.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.ledger.PostgresServer;
import dev.referee.ledger.Schema;
import dev.referee.preflight.Finding.Level;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.mock.env.MockEnvironment;

/** The preflight before and after a first start on PostgreSQL. */
class DatabaseCheckupPostgresIT {

    @RegisterExtension
    static final PostgresServer POSTGRES = PostgresServer.kept();

    private static List<Finding> run(String url) {
        return new DatabaseCheckup(DatabaseAccess.bySettings())
                .run(new Surroundings(new MockEnvironment()
                        .withProperty("spring.datasource.url", url)
                        .withProperty("spring.datasource.username", "postgres")));
    }

    @Test
    void it_is_fine_before_and_after_a_first_start_and_a_wrong_name_is_told() throws Exception {
        String url;
        try (Connection connection = POSTGRES.database().getConnection()) {
            url = connection.getMetaData().getURL();
        }

        List<Finding> before = run(url);
        assertThat(before).extracting(Finding::level).containsOnly(Level.OK);
        assertThat(before.get(1).what()).matches("the next start applies [0-9]+ changes to the schema");

        Schema.of(POSTGRES.database()).migrate();

        List<Finding> after = run(url);
        assertThat(after).extracting(Finding::level).containsOnly(Level.OK);
        assertThat(after.get(0).what()).startsWith("PostgreSQL ").contains("several nodes may share it");
        assertThat(after.get(1).what()).isEqualTo("the schema is up to date");

        assertThat(run(url.replaceFirst("/postgres(?=[?]|$)", "/elsewhere")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.ERROR);
                    assertThat(finding.what()).contains("there is no database of that name");
                });
    }
}

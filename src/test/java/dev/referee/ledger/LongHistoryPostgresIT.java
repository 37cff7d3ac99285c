package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** The same on PostgreSQL. */
class LongHistoryPostgresIT extends LongHistoryTest {

    @TempDir
    static Path folder;

    private EmbeddedPostgres postgres;

    @Override
    DataSource database() throws Exception {
        postgres = EmbeddedPostgres.builder()
                .setPort(FreePort.find())
                .setDataDirectory(folder.resolve("pg").toAbsolutePath())
                .start();
        return postgres.getPostgresDatabase();
    }

    @Override
    void assertInOrder(String plan) {
        assertThat(plan).contains("index scan using");
    }

    @Override
    @AfterAll
    void close() throws Exception {
        postgres.close();
    }
}

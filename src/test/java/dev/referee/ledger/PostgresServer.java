package dev.referee.ledger;

import dev.referee.testkit.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A PostgreSQL of its own for the tests of one class; its data are removed with it. */
public final class PostgresServer implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private final boolean emptied;
    private @Nullable EmbeddedPostgres postgres;

    private PostgresServer(boolean emptied) {
        this.emptied = emptied;
    }

    /** Each test finds it empty. */
    public static PostgresServer emptied() {
        return new PostgresServer(true);
    }

    /** Each test finds what the one before has left. */
    public static PostgresServer kept() {
        return new PostgresServer(false);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setPort(FreePort.find())
                .setDataDirectory(Files.createTempDirectory("postgres"))
                .start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (emptied) {
            JdbcClient.create(database())
                    .sql("truncate calls, nodes, webhook_inbox cascade")
                    .update();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    /** Its database. */
    public DataSource database() {
        return Objects.requireNonNull(postgres, "it has not started").getPostgresDatabase();
    }
}

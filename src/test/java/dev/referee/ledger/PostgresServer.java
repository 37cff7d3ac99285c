package dev.referee.ledger;

import dev.referee.testkit.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A PostgreSQL of its own for the tests of one class; its data are removed with it. */
final class PostgresServer implements BeforeAllCallback, AfterAllCallback {

    private @Nullable EmbeddedPostgres postgres;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setPort(FreePort.find())
                .setDataDirectory(Files.createTempDirectory("postgres"))
                .start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    DataSource database() {
        return Objects.requireNonNull(postgres, "it has not started").getPostgresDatabase();
    }
}

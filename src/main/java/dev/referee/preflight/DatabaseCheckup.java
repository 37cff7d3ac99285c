package dev.referee.preflight;

import dev.referee.ledger.Schema;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfoService;
import org.h2.api.ErrorCode;

/** Whether the database answers, what it is, and how its schema stands. Migrates nothing. */
final class DatabaseCheckup implements Check {

    private static final String NO_SUCH_DATABASE = "3D000";

    private final DatabaseAccess access;

    DatabaseCheckup(DatabaseAccess access) {
        this.access = access;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public List<Finding> run(Surroundings settings) {
        Optional<DataSource> source = access.open(settings);
        if (source.isEmpty()) {
            return Surroundings.notChecked(name(), List.of("spring.datasource.url"));
        }
        List<Finding> found = new ArrayList<>();
        try (Connection connection = source.get().getConnection()) {
            found.add(product(connection.getMetaData()));
        } catch (SQLException away) {
            return List.of(away(away));
        }
        found.add(schema(source.get()));
        return found;
    }

    private Finding product(DatabaseMetaData about) throws SQLException {
        String product = about.getDatabaseProductName() + " " + about.getDatabaseProductVersion();
        return about.getDatabaseProductName().equals("H2")
                ? Finding.ok(name(), product + " answers; it belongs to one node, several need PostgreSQL")
                : Finding.ok(name(), product + " answers; several nodes may share it");
    }

    private Finding away(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case ErrorCode.DATABASE_NOT_FOUND_WITH_IF_EXISTS_1 ->
                Finding.ok(name(), "there is no H2 file yet; the first start makes it");
            case ErrorCode.DATABASE_ALREADY_OPEN_1 ->
                Finding.ok(
                        name(),
                        "a running node has the H2 file open, which is its alone; GET /api/preflight asks that node");
            default ->
                Finding.error(
                        name(),
                        "the database does not let us in: SQL state " + failure.getSQLState() + ", " + reason(failure),
                        "check spring.datasource.url, .username and .password (SPRING_DATASOURCE_URL,"
                                + " SPRING_DATASOURCE_USERNAME, SPRING_DATASOURCE_PASSWORD), and whether it runs");
        };
    }

    /** Messages of drivers may quote the address with a password in it; the first words before any quote do not. */
    private static String reason(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        if (state.startsWith("08")) {
            return "no connection";
        }
        if (state.equals(NO_SUCH_DATABASE)) {
            return "there is no database of that name";
        }
        return state.startsWith("28") ? "wrong user or password" : "code " + failure.getErrorCode();
    }

    private Finding schema(DataSource source) {
        try {
            MigrationInfoService migrations = Schema.of(source).info();
            int pending = migrations.pending().length;
            boolean failed = List.of(migrations.all()).stream()
                    .anyMatch(each -> each.getState().isFailed());
            boolean newer = List.of(migrations.all()).stream()
                    .anyMatch(each ->
                            each.getState().isApplied() && !each.getState().isResolved());
            if (failed) {
                return Finding.error(
                        name(),
                        "a change of the schema has failed",
                        "restore the database from before the upgrade, or repair it by Flyway");
            }
            if (newer) {
                return Finding.warning(
                        name(),
                        "the schema was changed by a newer version",
                        "run that version, or read its notes whether this one may run beside it");
            }
            return pending == 0
                    ? Finding.ok(name(), "the schema is up to date")
                    : Finding.ok(name(), "the next start applies " + pending + " changes to the schema");
        } catch (FlywayException unreadable) {
            return Finding.error(
                    name(),
                    "the state of the schema cannot be read",
                    "give the user of the database the right to read and change its schema");
        }
    }
}

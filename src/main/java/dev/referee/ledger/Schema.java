package dev.referee.ledger;

import java.sql.DatabaseMetaData;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/** Where Flyway finds the ledger's schema: what holds for every database, and what for H2 alone. */
public final class Schema {

    /** Beside Flyway's own {@code db/migration}. */
    private static final Location OF_H2 = new Location("classpath:db/h2");

    private Schema() {}

    /** Flyway for this database. */
    public static Flyway of(DataSource database) {
        FluentConfiguration flyway = Flyway.configure().dataSource(database);
        locate(flyway);
        return flyway.load();
    }

    /** Has Flyway look for what holds for its database alone, too. A database that does not answer gets what holds for all. */
    public static void locate(FluentConfiguration flyway) {
        if (isH2(flyway.getDataSource())) {
            flyway.locations(Stream.concat(Stream.of(flyway.getLocations()), Stream.of(OF_H2))
                    .toArray(Location[]::new));
        }
    }

    private static boolean isH2(DataSource database) {
        try {
            return JdbcUtils.extractDatabaseMetaData(database, DatabaseMetaData::getDatabaseProductName)
                    .equals("H2");
        } catch (MetaDataAccessException away) {
            return false; // Flyway tells why
        }
    }
}

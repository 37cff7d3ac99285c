package dev.referee.preflight;

import dev.referee.config.DatabaseUrl;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** How the preflight gets at the database. */
@FunctionalInterface
public interface DatabaseAccess {

    /** The database of these settings; empty if they name none. */
    Optional<DataSource> open(Surroundings settings);

    /** The database of a running node. */
    static DatabaseAccess of(DataSource source) {
        return settings -> Optional.of(source);
    }

    /**
     * The database that the settings name, let in as at a start but without a pool; neither an H2 file that does not exist yet
     * nor H2's log is made.
     */
    static DatabaseAccess bySettings() {
        return settings -> settings.text("spring.datasource.url").map(url -> {
            DataSourceProperties written = Binder.get(settings.environment())
                    .bind("spring.datasource", DataSourceProperties.class)
                    .get();
            Properties properties = new Properties();
            put(properties, "user", written.determineUsername());
            put(properties, "password", written.determinePassword());
            DatabaseUrl kind = new DatabaseUrl(url);
            if (kind.isPostgreSql()) {
                properties.setProperty("connectTimeout", "5");
                properties.setProperty("socketTimeout", "8");
            }
            return new DriverManagerDataSource(
                    kind.isH2() && !kind.isMemory() ? url + ";IFEXISTS=TRUE;TRACE_LEVEL_FILE=0" : url, properties);
        });
    }

    private static void put(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }
}

package dev.referee.preflight;

import dev.referee.config.DatabaseUrl;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
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

    /** The database that the settings name, without a pool; an H2 file that does not exist yet is not made. */
    static DatabaseAccess bySettings() {
        return settings -> settings.text("spring.datasource.url").map(url -> {
            Properties properties = new Properties();
            settings.text("spring.datasource.username").ifPresent(user -> properties.setProperty("user", user));
            settings.text("spring.datasource.password").ifPresent(word -> properties.setProperty("password", word));
            DatabaseUrl kind = new DatabaseUrl(url);
            if (kind.isH2() && properties.getProperty("user") == null) {
                properties.setProperty("user", "sa"); // Spring Boot's, too
                properties.setProperty("password", "");
            }
            if (kind.isPostgreSql()) {
                properties.setProperty("connectTimeout", "5");
                properties.setProperty("socketTimeout", "8");
            }
            return new DriverManagerDataSource(
                    kind.isH2() && !kind.isMemory() ? url + ";IFEXISTS=TRUE" : url, properties);
        });
    }
}

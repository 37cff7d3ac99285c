package dev.referee.preflight;

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
            boolean h2 = url.startsWith("jdbc:h2:");
            if (h2 && properties.getProperty("user") == null) {
                properties.setProperty("user", "sa"); // Spring Boot's, too
                properties.setProperty("password", "");
            }
            if (url.startsWith("jdbc:postgresql:")) {
                properties.setProperty("connectTimeout", "5");
                properties.setProperty("socketTimeout", "8");
            }
            return new DriverManagerDataSource(h2 && !url.contains(":mem:") ? url + ";IFEXISTS=TRUE" : url, properties);
        });
    }
}

package dev.referee.route;

import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.stereotype.Component;

/** Whether other nodes can have the same database open: an embedded one belongs to one process. */
@Component
class Database {

    private final boolean shared;

    Database(DataSourceProperties properties) {
        this.shared = !properties.determineUrl().startsWith("jdbc:h2:");
    }

    boolean isShared() {
        return shared;
    }
}

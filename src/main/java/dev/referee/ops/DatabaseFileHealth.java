package dev.referee.ops;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Health component {@code databaseFile}: the disk below an embedded database. DOWN while there is next to no room, for then
 * nothing can be stored and so nothing is acknowledged; it says what helps. A database elsewhere has a disk of its own.
 */
@Component("databaseFileHealthIndicator")
class DatabaseFileHealth implements HealthIndicator {

    static final DataSize LEAST = DataSize.ofMegabytes(10);

    private static final Pattern FILE = Pattern.compile("jdbc:h2:(?:file:)?([./~][^;]*).*");

    private final Optional<Path> folder;

    @org.springframework.beans.factory.annotation.Autowired
    DatabaseFileHealth(DataSourceProperties properties) {
        this(properties.determineUrl());
    }

    DatabaseFileHealth(String url) {
        this.folder = folder(url);
    }

    /** The folder of the file; empty for a database that is none. */
    static Optional<Path> folder(String url) {
        Matcher file = FILE.matcher(url);
        return file.matches()
                ? Optional.ofNullable(Path.of(file.group(1).replaceFirst("^~", System.getProperty("user.home")))
                        .toAbsolutePath()
                        .normalize()
                        .getParent())
                : Optional.empty();
    }

    @Override
    public Health health() {
        return folder.map(where -> health(where, where.toFile()))
                .orElseGet(() -> Health.up().build());
    }

    private static Health health(Path where, File folder) {
        long free = folder.getUsableSpace();
        Health.Builder health = free < LEAST.toBytes()
                ? Health.down()
                        .withDetail("problem", "the disk is full, or the folder is gone: nothing can be stored")
                        .withDetail("remedy", "make room; no restart is needed")
                : Health.up();
        return health.withDetail("folder", where.toString())
                .withDetail("freeBytes", free)
                .build();
    }
}

package dev.referee.config;

import java.util.Locale;

/**
 * What the address of a database says of it. H2 locks its file for one process, unless it is asked to serve others.
 */
public record DatabaseUrl(String url) {

    /** Whether it is H2, whichever way it runs. */
    public boolean isH2() {
        return url.startsWith("jdbc:h2:");
    }

    /** Whether it is PostgreSQL. */
    public boolean isPostgreSql() {
        return url.startsWith("jdbc:postgresql:");
    }

    /** Whether it is H2 and lies in the memory of this process; then another context of the same process may use it, too. */
    public boolean isMemory() {
        return url.startsWith("jdbc:h2:mem:");
    }

    /** Whether it is a file that no other process can have open while this one has. */
    public boolean isFileAlone() {
        boolean elsewhere = url.startsWith("jdbc:h2:tcp:") || url.startsWith("jdbc:h2:ssl:");
        boolean served = url.toUpperCase(Locale.ROOT).contains("AUTO_SERVER=TRUE");
        return isH2() && !isMemory() && !elsewhere && !served;
    }
}

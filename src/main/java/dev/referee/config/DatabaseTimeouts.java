package dev.referee.config;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * Gives the connection pool the timeouts of {@link DatabaseSettings}, in each database's own words. What the URL says
 * itself wins. PostgreSQL lets go of the locks of a node that falls silent in the middle of a transaction, frozen or cut
 * off, before its leases run out; else the others could not take its calls over. H2 is told not to close at the first
 * signal: what is under way has to be finished first; and connections to an H2 file that closed itself are given up
 * ({@link ClosedDatabase}).
 */
@Component
final class DatabaseTimeouts implements BeanPostProcessor {

    private final ObjectProvider<DatabaseSettings> settings;

    DatabaseTimeouts(ObjectProvider<DatabaseSettings> settings) {
        this.settings = settings;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool && pool.getJdbcUrl() != null) {
            tune(pool, settings.getObject());
        }
        return bean;
    }

    static void tune(HikariDataSource pool, DatabaseSettings settings) {
        DatabaseUrl url = new DatabaseUrl(pool.getJdbcUrl());
        if (url.isH2()) {
            set(pool, "DB_CLOSE_ON_EXIT", "FALSE");
            set(pool, "LOCK_TIMEOUT", Long.toString(settings.lockTimeout().toMillis()));
            if (pool.getExceptionOverride() == null && pool.getExceptionOverrideClassName() == null) {
                pool.setExceptionOverride(new ClosedDatabase());
            }
        } else if (url.isPostgreSql()) {
            String seconds = Long.toString(settings.answerTimeout().toSeconds());
            set(pool, "socketTimeout", seconds);
            set(pool, "connectTimeout", seconds);
            set(pool, "tcpKeepAlive", "true");
            set(
                    pool,
                    "options",
                    "-c lock_timeout=" + settings.lockTimeout().toMillis() + " -c statement_timeout="
                            + settings.statementTimeout().toMillis()
                            + " -c idle_in_transaction_session_timeout="
                            + settings.lockTimeout().toMillis());
        }
    }

    private static void set(HikariDataSource pool, String name, String value) {
        boolean given = pool.getJdbcUrl().matches("(?i).*[?&;]" + name + "=.*")
                || pool.getDataSourceProperties().containsKey(name);
        if (!given) {
            pool.addDataSourceProperty(name, value);
        }
    }
}

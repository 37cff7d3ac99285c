package dev.referee.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database that can be away, and counts the connections that requests take. */
@TestConfiguration
public class Outage {

    /** The switch. */
    public static final class Weather {
        private final AtomicInteger taken = new AtomicInteger();
        private volatile boolean away;

        public void away(boolean now) {
            away = now;
        }

        /** Connections taken so far by threads that serve requests. */
        public int takenByRequests() {
            return taken.get();
        }
    }

    @Bean
    Weather weather() {
        return new Weather();
    }

    @Bean
    static BeanPostProcessor outage(org.springframework.beans.factory.ObjectProvider<Weather> weather) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource pool && !(bean instanceof Moody)
                        ? new Moody(pool, weather.getObject())
                        : bean;
            }
        };
    }

    private static final class Moody extends DelegatingDataSource {
        private final Weather weather;

        Moody(DataSource pool, Weather weather) {
            super(pool);
            this.weather = weather;
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (Thread.currentThread().getName().contains("-exec-")) {
                weather.taken.incrementAndGet();
            }
            if (weather.away) {
                throw new SQLTransientConnectionException("the database is away, on purpose");
            }
            return super.getConnection();
        }
    }
}

package dev.referee;

import dev.referee.preflight.PreflightCommand;
import dev.referee.route.Drain;
import java.security.Security;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.logging.otlp.OtlpLoggingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration;
import org.springframework.boot.autoconfigure.dao.PersistenceExceptionTranslationAutoConfiguration;
import org.springframework.boot.autoconfigure.gson.GsonAutoConfiguration;
import org.springframework.boot.autoconfigure.http.client.HttpClientAutoConfiguration;
import org.springframework.boot.autoconfigure.netty.NettyAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.autoconfigure.web.client.RestClientAutoConfiguration;
import org.springframework.boot.autoconfigure.web.client.RestTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.websocket.servlet.WebSocketServletAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts Referee: one Spring Boot application with Camel inside. */
@SpringBootApplication(
        exclude = {
            // its OpenTelemetry is not wanted, see dev.referee.trace; without traces none is loaded
            OpenTelemetryAutoConfiguration.class,
            OpenTelemetryLoggingAutoConfiguration.class,
            OtlpLoggingAutoConfiguration.class,
            // nor what nothing here asks for: each bean would be searched for annotations of proxies, method by method
            AopAutoConfiguration.class,
            PersistenceExceptionTranslationAutoConfiguration.class,
            TransactionAutoConfiguration.class,
            // and clients, servers and formats of others: the start would wait for them
            CacheAutoConfiguration.class,
            GsonAutoConfiguration.class,
            HttpClientAutoConfiguration.class,
            NettyAutoConfiguration.class,
            RestClientAutoConfiguration.class,
            RestTemplateAutoConfiguration.class,
            WebSocketServletAutoConfiguration.class
        })
public class RefereeApplication {

    /**
     * For what the drain does not wait for: requests in flight, routes, sockets, the database. Whoever stops this process waits
     * at least for the drain timeout, a second and this (see {@code deploy/}).
     */
    public static final Duration CLOSING = Duration.ofSeconds(20);

    /**
     * Starts the application; the profile {@code twin} is active unless another is named. With {@code --preflight} it checks
     * its surroundings instead, and ends with 0, or with 1 if there is an error.
     */
    public static void main(String[] args) {
        if (PreflightCommand.isAskedFor(args)) {
            System.exit(PreflightCommand.run(args, System.out));
        }
        forgetNamesNotFound();
        SpringApplication application = new SpringApplication(RefereeApplication.class);
        application.setRegisterShutdownHook(false);
        ConfigurableApplicationContext context = application.run(args);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(context), "stop"));
    }

    /**
     * Java remembers for 10 s that a name was not found, longer than an accept can wait: a blink of the name server would
     * cost the agent for every caller of these 10 s (measured). Now it is a second, unless the command line says otherwise.
     */
    private static void forgetNamesNotFound() {
        if (System.getProperty("sun.net.inetaddr.negative.ttl") == null) {
            Security.setProperty("networkaddress.cache.negative.ttl", "1");
        }
    }

    /** At a signal: drains, closes, and ends with 0, where the JVM's own answer to SIGTERM would be 143. */
    private static void stop(ConfigurableApplicationContext context) {
        if (!context.isActive()) {
            return;
        }
        try {
            context.getBean(Drain.class).run();
            watch();
            context.close();
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }

    /** A part that does not close must not keep the process: all that counts is in the ledger. */
    private static void watch() {
        Thread watch = new Thread(
                () -> {
                    try {
                        TimeUnit.MILLISECONDS.sleep(CLOSING.toMillis());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(0);
                },
                "stop-watch");
        watch.setDaemon(true);
        watch.start();
    }
}

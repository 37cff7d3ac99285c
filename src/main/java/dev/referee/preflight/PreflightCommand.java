package dev.referee.preflight;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * {@code java -jar referee.jar --preflight}: reads settings and routes as a start would and checks what is around, without
 * server or changes to the database. Under profile {@code twin} the twin is started for it, unless it runs already.
 */
public final class PreflightCommand {

    private static final String OPTION = "--preflight";
    private static final int TWIN_PORT = 8089;

    private PreflightCommand() {}

    /** Whether these arguments ask for it. */
    public static boolean isAskedFor(String[] args) {
        return List.of(args).contains(OPTION);
    }

    /**
     * Prints one line for each finding and a last one with their counts.
     *
     * @return 0, or 1 if there is an error
     */
    public static int run(String[] args, PrintStream out) {
        SpringApplication application = new SpringApplication(Nothing.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        application.setInitializers(List.of()); // the check of the settings would end here what shall report it
        try (ConfigurableApplicationContext context = application.run(args)) {
            Surroundings surroundings = new Surroundings(context.getEnvironment());
            Optional<AnnotationConfigApplicationContext> twin = twin(surroundings);
            try {
                return report(Preflight.of(DatabaseAccess.bySettings(), true).run(surroundings), out);
            } finally {
                twin.ifPresent(AnnotationConfigApplicationContext::close);
            }
        }
    }

    static int report(Preflight.Report report, PrintStream out) {
        report.findings().forEach(out::println);
        out.println("preflight: " + report.count(Finding.Level.OK) + " ok, " + report.count(Finding.Level.WARNING)
                + " warnings, " + report.count(Finding.Level.ERROR) + " errors");
        out.flush();
        return report.result() == Finding.Level.ERROR ? 1 : 0;
    }

    private static Optional<AnnotationConfigApplicationContext> twin(Surroundings surroundings) {
        ConfigurableEnvironment environment = surroundings.environment();
        int port = environment.getProperty("referee.twin.port", Integer.class, TWIN_PORT);
        if (!surroundings.isTwin() || !isFree(port)) {
            return Optional.empty();
        }
        AnnotationConfigApplicationContext twin = new AnnotationConfigApplicationContext();
        twin.setEnvironment(environment);
        twin.scan("dev.referee.twin"); // by name, for nothing of ours knows the twin
        twin.refresh();
        return Optional.of(twin);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** An application without a part. */
    static final class Nothing {}
}

package dev.referee.testkit;

import dev.referee.RefereeApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;

/** What a {@link Referee} is started with. Not thread-safe. */
public final class RefereeBuilder {

    private static final int TRIES = 5;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Map<String, String> settings = new LinkedHashMap<>();

    RefereeBuilder() {}

    /**
     * The routes of this folder over the packed ones, in place of those of the working directory.
     *
     * @throws IllegalArgumentException if there is no such folder
     */
    public RefereeBuilder routes(Path folder) {
        return setting("referee.routes-folder", existing(folder, "routes").toString());
    }

    /**
     * The {@code application.yaml} of this folder on top of the other settings.
     *
     * @throws IllegalArgumentException if there is no such folder
     */
    public RefereeBuilder config(Path folder) {
        return setting("spring.config.additional-location", "file:" + existing(folder, "config") + "/");
    }

    /** One setting, such as {@code referee.transfer.evidence-timeout} and {@code 2s}. */
    public RefereeBuilder setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    private static Path existing(Path folder, String what) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(what + " folder " + folder.toAbsolutePath()
                    + " does not exist: name a folder, relative to the working directory "
                    + Path.of("").toAbsolutePath());
        }
        return folder.toAbsolutePath();
    }

    /** Starts it; takes some seconds of real time. To be closed. */
    public Referee start() {
        PortInUseException taken = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                return startOnce();
            } catch (PortInUseException another) {
                taken = another; // somebody was faster than we; there are more ports
            }
        }
        throw new IllegalStateException("no free port on loopback", taken);
    }

    private Referee startOnce() {
        TimeHooks hooks = new TimeHooks();
        SpringApplication application = new SpringApplication(RefereeApplication.class);
        application.setRegisterShutdownHook(false);
        application.setLogStartupInfo(false);
        application.setAdditionalProfiles("twin");
        application.addInitializers(hooks::install);
        try {
            ConfigurableApplicationContext app = application.run(arguments());
            hooks.started(app);
            Referee referee = new Referee(app, hooks);
            referee.warmUp();
            return referee;
        } catch (RuntimeException failed) {
            hooks.end();
            throw failed;
        }
    }

    /** Last word before any file: whatever credentials and addresses the settings hold, the twin is what is called. */
    private String[] arguments() {
        int port = FreePort.find();
        int twin = FreePort.find();
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("server.port", Integer.toString(port));
        all.put("server.address", "127.0.0.1");
        all.put("referee.twin.port", Integer.toString(twin));
        all.put("referee.public-url", "http://localhost:" + port);
        all.put("referee.openai.base-url", "http://127.0.0.1:" + twin + "/v1");
        all.put("referee.openai.api-key", "sk-twin-not-a-real-key");
        all.put("referee.openai.webhook-secret", "whsec_dHdpbi13ZWJob29rLXNlY3JldC1ub3QtYS1yZWFsLW9uZQ==");
        all.put("referee.openai.project-id", "proj_twin");
        all.put("referee.openai.sip-host", "sip.twin.invalid");
        all.put("referee.twilio.base-url", "http://127.0.0.1:" + twin);
        all.put("referee.twilio.account-sid", "AC00000000000000000000000000007717");
        all.put("referee.twilio.auth-token", "twin-not-a-real-token");
        all.put("referee.twilio.api-key", "");
        all.put("referee.twilio.api-secret", "");
        all.put("spring.datasource.url", "jdbc:h2:mem:scenario-" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
        List<String> arguments = new ArrayList<>();
        all.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        return arguments.toArray(String[]::new);
    }
}

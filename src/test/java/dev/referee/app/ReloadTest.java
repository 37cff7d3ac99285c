package dev.referee.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.config.Roster;
import dev.referee.reload.ReloadState;
import dev.referee.testkit.Story;
import dev.referee.tools.ToolRegistry;
import dev.referee.twin.Faults.Refer;
import dev.referee.twin.Switches;
import dev.referee.twin.TwinCall;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;
import org.springframework.util.FileSystemUtils;

/** Routes and settings are edited while the whole application runs. */
@TestPropertySource(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:reload;DB_CLOSE_DELAY=-1",
            "referee.agent.ring-timeout=20s", // a crowd on a slow machine: nobody is accepted twice
            "referee.agent.accept-window=15s",
            "referee.agent.accept-attempt-timeout=12s",
            "referee.reload.enabled=true",
            "referee.reload.settle=100ms",
            "spring.config.additional-location=file:target/reload-test/config/",
            "referee.routes-folder=target/reload-test/routes"
        })
class ReloadTest extends AppTest {

    private static final Path FOLDER = copies();
    private static final Path ROUTES = FOLDER.resolve("routes");
    private static final Path PROBE = ROUTES.resolve("tools/probe.camel.yaml");
    private static final Path SETTINGS = FOLDER.resolve("config/application.yaml");

    private static final String SOUND = """
            # A route of the test.

            - route:
                id: probe
                description: Says a letter.
                routeConfigurationId: transfer-errors
                from:
                  uri: direct:probe
                  steps:
                    - bean:
                        ref: session
                        method: acceptWindow
                    - to:
                        uri: direct:answer-carrier
                    - log:
                        message: "{{referee.openai.base-url}}"
                        loggingLevel: DEBUG
                    - setBody:
                        expression:
                          simple:
                            expression: "A"
            """;

    private static final String CONFIG = """
            referee:
              agents:
                night:
                  model: gpt-realtime-2.1
                  voice: marin
                  instructions: Be brief.
                  targets: [porter]
                  numbers: ["+61491570110"]
              targets:
                porter:
                  description: The porter
                  dial: ["tel:+61491570006"]
            """;

    @Autowired
    ReloadState state;

    @Autowired
    Roster roster;

    @Autowired
    ToolRegistry tools;

    @Autowired
    CamelContext camel;

    @Autowired
    ProducerTemplate template;

    @Autowired
    MeterRegistry meters;

    @Value("${server.port}")
    int port;

    private final HttpClient http = HttpClient.newHttpClient();

    private static Path copies() {
        try {
            Path folder = Path.of("target/reload-test");
            FileSystemUtils.deleteRecursively(folder);
            Files.createDirectories(folder.resolve("routes/tools"));
            Files.createDirectories(folder.resolve("config"));
            try (Stream<Path> all = Files.list(Path.of("routes"))) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    Files.copy(
                            file,
                            folder.resolve("routes").resolve(file.getFileName()),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.writeString(folder.resolve("routes/tools/probe.camel.yaml"), SOUND);
            Files.writeString(folder.resolve("config/application.yaml"), CONFIG);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    @AfterEach
    void soundAgain() throws IOException {
        write(PROBE, SOUND);
        write(SETTINGS, CONFIG);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !state.isStale()
                        && "A".equals(probe())
                        && roster.targets().find("porter").isPresent()
                        && roster.now().agentFor("+61491570110").equals("night"));
    }

    @Test
    void a_sound_edit_takes_effect_within_a_moment() throws IOException {
        long start = System.nanoTime();

        write(PROBE, SOUND.replace("\"A\"", "\"B\""));

        await().pollInterval(Duration.ofMillis(10)).atMost(LIMIT).until(() -> "B".equals(probe()));
        System.out.println("save to effect, ms: " + (System.nanoTime() - start) / 1_000_000);
        assertThat(state.latest()).startsWith("reloaded 1 route from routes/tools/probe.camel.yaml in ");
    }

    @Test
    void operators_see_the_steps_of_the_latest_edit_and_nothing_is_counted_for_those_before() throws Exception {
        for (String letter : List.of("B", "C", "D")) {
            write(PROBE, SOUND.replace("\"A\"", "\"" + letter + "\""));
            await().atMost(LIMIT).until(() -> letter.equals(probe()));
        }

        String routes = http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/routes"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();

        assertThat(routes)
                .containsOnlyOnce("\"id\":\"probe\"")
                .contains("setBody[simple{D}]")
                .doesNotContain("simple{A}")
                .containsPattern("\"from\":\"direct:probe\",\"source\":\"routes/tools/probe.camel.yaml:[0-9]+\"")
                .doesNotContain("probe~", "probe%7E");
        assertThat(meters.getMeters())
                .noneMatch(meter -> meter.getId().getTags().toString().contains("probe~"));
        ObjectName counted = new ObjectName("org.apache.camel:type=processors,*");
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        await("only the latest edit is counted")
                .atMost(LIMIT)
                .until(() -> beans.queryNames(counted, null).stream()
                                .map(name -> attribute(beans, name, "RouteId"))
                                .filter(route -> route.startsWith("probe~"))
                                .distinct()
                                .count()
                        == 1);
    }

    private static String attribute(MBeanServer beans, ObjectName name, String attribute) {
        try {
            return String.valueOf(beans.getAttribute(name, attribute));
        } catch (JMException gone) {
            return "";
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            route:                     | route                       | 4 | no YAML
            - route:                   | - rout:                     | 3 | rout
            message:                   | mesage:                     | 16 | mesage
            setBody                    | setBodi                     | 18 | setBodi
            'from:'                    | 'from: ['                   | 0 | YAML
            ref: session               | ref: sesion                 | 11 | no bean named sesion
            method: acceptWindow       | method: acceptWindo         | 12 | no method acceptWindo
            direct:answer-carrier      | direct:answer-carier        | 14 | direct:answer-carier
            direct:answer-carrier      | htp:localhost               | 14 | no component htp
            direct:probe               | direct:accept               | 8 | taken by route accept
            direct:probe               | direct:evidence             | 8 | taken by the program
            transfer-errors            | transfer-erors              | 6 | transfer-erors
            referee.openai.base-url    | referee.openai.base-uri     | 16 | referee.openai.base-uri
            '"A"'                      | '"${body"'                  | 8 | functionEnd
            """)
    void a_broken_edit_is_named_and_the_route_before_goes_on(String from, String to, int line, String named)
            throws IOException {
        write(PROBE, SOUND.replace(from, to));

        await().atMost(LIMIT).until(state::isStale);

        assertThat(state.routes()).anySatisfy(problem -> {
            assertThat(problem.file()).isEqualTo("routes/tools/probe.camel.yaml");
            assertThat(problem.what()).contains(named);
            if (line > 0) {
                assertThat(problem.line()).as(problem.toString()).isEqualTo(line);
            }
        });
        assertThat(probe()).isEqualTo("A");
        assertThat(health()).contains("STALE", "probe.camel.yaml").contains("\"status\":\"UP\"");
    }

    @Test
    void unknown_options_of_endpoints_are_named() throws IOException {
        for (String uri : List.of("http:localhost", "direct:answer-carrier", "sideband:send")) {
            write(
                    PROBE,
                    SOUND.replace(
                            "uri: direct:answer-carrier",
                            "uri: " + uri + "\n            parameters:\n              conectTimeout: 5"));

            await().atMost(LIMIT).until(() -> state.routes().stream()
                    .anyMatch(problem -> problem.what().contains("conectTimeout")));
            assertThat(state.routes().get(0).line()).as(uri).isBetween(14, 16);
            soundAgain();
        }
    }

    @Test
    void a_route_that_the_program_needs_cannot_be_taken_away() throws IOException {
        Path file = ROUTES.resolve("sideband.camel.yaml");
        String text = Files.readString(file);

        write(file, "[]");

        await().atMost(LIMIT).until(() -> state.routes().stream()
                .anyMatch(problem -> problem.what().contains("direct:attach")));
        write(file, text);
        await().atMost(LIMIT).until(() -> !state.isStale());
    }

    @Test
    void a_file_that_was_cut_off_is_a_broken_edit() throws IOException {
        write(PROBE, "");

        await().atMost(LIMIT).until(state::isStale);
        assertThat(state.routes())
                .singleElement()
                .asString()
                .startsWith("routes/tools/probe.camel.yaml:1: is empty, as if it were cut off");
        assertThat(probe()).isEqualTo("A");
    }

    @Test
    void the_packed_file_is_back_when_the_one_over_it_goes() throws IOException {
        Path file = ROUTES.resolve("tools/opening-hours.camel.yaml");
        assertThat(tools.find("opening_hours")).as("of the packed file").isPresent();
        write(file, "[]");
        await().atMost(LIMIT).until(() -> tools.find("opening_hours").isEmpty());

        Files.delete(file);

        await().atMost(LIMIT).until(() -> tools.find("opening_hours").isPresent());
    }

    @Test
    void files_come_move_and_go() throws IOException {
        String other = SOUND.replace("probe", "other").replace("\"A\"", "\"O\"");
        Path file = ROUTES.resolve("other.camel.yaml");
        Path moved = ROUTES.resolve("tools/moved.camel.yaml");

        write(file, other);
        await().atMost(LIMIT).until(() -> "O".equals(ask("direct:other")));
        Files.move(file, moved);
        write(moved, other.replace("\"O\"", "\"M\""));
        await().atMost(LIMIT).until(() -> "M".equals(ask("direct:other")));
        write(moved, other.replace("id: other", "id: renamed").replace("\"O\"", "\"N\""));
        await().atMost(LIMIT).until(() -> "N".equals(ask("direct:other")));
        write(moved, other.replace("direct:other", "direct:elsewhere"));
        await().atMost(LIMIT)
                .until(() -> camel.hasEndpoint("direct:elsewhere") != null && "O".equals(ask("direct:elsewhere")));
        Files.delete(moved);

        await().atMost(LIMIT).until(() -> camel.getRoutes().stream()
                .noneMatch(route -> route.getEndpoint().getEndpointUri().contains("elsewhere")
                        || route.getRouteId().startsWith("renamed")));
    }

    @Test
    void changed_options_of_a_subscription_and_of_an_http_entry_take_effect() throws IOException {
        edit("sideband.camel.yaml", "conversation.item.input_audio_transcription.completed,error", "error");
        edit(
                "twilio-callbacks.camel.yaml",
                "uri: platform-http:/twilio/recording",
                "uri: platform-http:/twilio/recording");
        edit("openai.camel.yaml", "responseTimeout: \"3000\"", "responseTimeout: \"3001\"");

        assertThat(play(fast()).toString()).contains("bridged");
        restore();
        assertThat(play(fast()).toString()).contains("bridged");
    }

    @Test
    void targets_and_agents_change_while_calls_live() throws IOException {
        write(SETTINGS, CONFIG.replace("+61491570006", "+61491570157").replace("+61491570110", "+61491570111"));

        // a change of the test before may still be taken in
        await().atMost(LIMIT).untilAsserted(() -> assertThat(roster.targets()
                        .find("porter")
                        .orElseThrow()
                        .dial()
                        .get(0)
                        .toString())
                .contains("57"));
        assertThat(roster.now().agentFor("+61491570111")).isEqualTo("night");
        assertThat(roster.now().agentFor("+61491570110")).isEqualTo("default");
        assertThat(state.latest()).contains("agent night", "target porter");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            targets: [porter] | targets: [portr] | 7 | portr
            dial:             | dail:            | 12 | dail
            tel:+61491570006  | tel:0491         | 12 | tel:0491
            voice: marin      | voice            | 6 | YAML
            """)
    void a_broken_setting_is_named_and_those_before_stay(String from, String to, int line, String named)
            throws IOException {
        long before = roster.now().number();

        write(SETTINGS, CONFIG.replace(from, to));

        await().atMost(LIMIT).until(state::isStale);
        assertThat(state.configuration()).anySatisfy(problem -> {
            assertThat(problem.file()).isEqualTo("config/application.yaml");
            assertThat(problem.what()).contains(named);
            assertThat(problem.line()).as(problem.toString()).isEqualTo(line);
        });
        assertThat(roster.now().number()).isEqualTo(before);
    }

    @Test
    void other_settings_are_said_to_need_a_restart() throws IOException {
        write(SETTINGS, CONFIG + "  twilio:\n    api-key: SKnew\n    api-secret: new\n");

        await().atMost(LIMIT).until(() -> state.restart().contains("referee.twilio.api-key"));
        assertThat(state.restart()).containsExactly("referee.twilio.api-key", "referee.twilio.api-secret");
    }

    @Test
    void a_call_keeps_the_agent_that_it_began_with() throws IOException {
        TwinCall call = twin.placeCall(fast().with(Switches.THINK_MS, 1_500));
        until(call, story -> story.toString().contains("accepted") || head(call).agent() != null);
        var key = head(call).key();
        String old = roster.of(key).agentNamed("night").voice();

        write(SETTINGS, CONFIG.replace("marin", "cedar"));
        await().atMost(LIMIT)
                .until(() -> roster.now().agentNamed("night").voice().equals("cedar"));

        assertThat(roster.of(key).agentNamed("night").voice()).isEqualTo(old).isEqualTo("marin");
        finish(call);
        assertThat(roster.of(key).agentNamed("night").voice()).isEqualTo("cedar");
    }

    @Test
    void a_hundred_calls_and_twenty_reloads_lose_nobody() throws IOException {
        Random random = new Random(20_261_122L);
        List<TwinCall> calls = new ArrayList<>();
        Refer[] kinds = {Refer.WORKS, Refer.SILENT, Refer.WORKS, Refer.WORKS};
        CompletableFuture<Void> placing = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 100; i++) {
                calls.add(twin.placeCall(fast().with(Switches.REFER, kinds[i % kinds.length])
                        .with(Switches.THINK_MS, 500 + random.nextInt(9_000))
                        .with(Switches.HUMAN_TALK_MS, 1_500)));
            }
        });
        placing.join();

        List<Long> took = new ArrayList<>();
        String[] files = {"transfer", "sideband", "twilio-callbacks", "openai"};
        long most = 0;
        for (int i = 0; i < 20; i++) {
            Path file = ROUTES.resolve(files[i % 4] + ".camel.yaml");
            String sound = Files.readString(Path.of("routes").resolve(file.getFileName()));
            boolean broken = i % 3 == 2;
            String edited =
                    sound.replaceAll("(?m)^    description: .*$", "    description: Edit number " + i + " of it.");
            String before = state.latest();
            long start = System.nanoTime();
            write(file, broken ? edited.replace("ref: ", "ref: no-").replace("uri: direct", "uri: dirct") : edited);
            await().pollInterval(Duration.ofMillis(10))
                    .atMost(LIMIT)
                    .until(() -> broken
                            ? state.isStale()
                            : !java.util.Objects.equals(before, state.latest()) && !state.isStale());
            took.add((System.nanoTime() - start) / 1_000_000);
            most = Math.max(most, ledger.livingCount());
            if (broken) {
                write(file, sound);
                await().atMost(LIMIT).until(() -> !state.isStale());
            }
        }
        System.out.println("save to effect under load, ms: " + took + ", calls in progress at most " + most);

        List<String> wrong = new ArrayList<>();
        int bridged = 0;
        for (TwinCall call : calls) {
            Story story = ends(call);
            boolean arrived = story.history().transfers().stream().anyMatch(each -> "bridged".equals(each.outcome()));
            bridged += arrived ? 1 : 0;
            if (!arrived || !call.violations().isEmpty()) {
                wrong.add(call.violations() + "\n" + story);
            }
        }
        restore();
        assertThat(wrong).isEmpty();
        assertThat(bridged).isEqualTo(100);
    }

    /** Files of the project as they are, in the copy. */
    private void restore() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("routes"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                write(ROUTES.resolve(file.getFileName()), Files.readString(file));
            }
        }
        await().atMost(LIMIT).until(() -> !state.isStale());
    }

    private void edit(String name, String from, String to) throws IOException {
        Path file = ROUTES.resolve(name);
        String text = Files.readString(file);
        assertThat(text).contains(from);
        write(file, text.replace(from, to).replaceFirst("description: ", "description: Edited. "));
        String edited = "routes/" + name;
        await().atMost(LIMIT).until(() -> String.valueOf(state.latest()).contains(edited));
    }

    /** As editors do: into another file, which then takes the name. */
    private static void write(Path file, String text) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + "~");
        Files.writeString(temporary, text);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private String probe() {
        return ask("direct:probe");
    }

    private String ask(String endpoint) {
        return template.requestBody(endpoint, "", String.class);
    }

    private String health() {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/health"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

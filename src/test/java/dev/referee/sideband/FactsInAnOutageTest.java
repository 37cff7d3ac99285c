package dev.referee.sideband;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.mock;

import dev.referee.route.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * The shipped routes of the sideband, their error handling included, while the database is away for longer than anybody counts.
 * Only the pauses are shorter, and one thread delivers the events of all calls.
 */
class FactsInAnOutageTest {

    /** The routes gave up after 300 attempts once. */
    private static final int ATTEMPTS = 400;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Desk desk = new Desk();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate template = camel.createProducerTemplate();
    private WsPeer peer;

    /** In the place of the beans that write to the ledger. */
    public static final class Desk {
        private final Map<String, List<String>> taken = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
        private final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();

        /** Any event. */
        public void take(Exchange exchange) {
            String call = exchange.getMessage().getHeader(SidebandHeaders.CALL_ID, String.class);
            String type = exchange.getMessage().getHeader(SidebandHeaders.EVENT, String.class);
            asked.computeIfAbsent(call + " " + type, first -> new AtomicInteger())
                    .incrementAndGet();
            RuntimeException failure = failures.get(call);
            if (failure != null) {
                throw failure;
            }
            taken.computeIfAbsent(call, first -> new CopyOnWriteArrayList<>()).add(type);
        }

        private int asked(String call, String type) {
            return asked.getOrDefault(call + " " + type, new AtomicInteger()).get();
        }

        private List<String> taken(String call) {
            return taken.getOrDefault(call, List.of());
        }
    }

    @BeforeEach
    void start() throws Exception {
        peer = new WsPeer();
        camel.addComponent(
                "sideband", new SidebandComponent(new SidebandSockets(() -> Bench.options(peer.uri()), thread)));
        camel.getRegistry().bind("database", mock(Database.class, CALLS_REAL_METHODS));
        camel.getRegistry().bind("desk", desk);
        Properties settings = new Properties();
        settings.setProperty("routes.lifecycle-types", "call.transferred");
        camel.getPropertiesComponent().setInitialProperties(settings);
        load("errors", text -> text.replaceAll("([dD]elay): \"[0-9]+\"", "$1: \"1\""));
        // all that the routes hand in goes to the desk
        load("sideband", text -> text.replaceAll("(?m)ref: .*\n( +)method: .*$", "ref: desk\n$1method: take"));
        camel.start();
    }

    private void load(String file, java.util.function.UnaryOperator<String> change) throws Exception {
        String name = "routes/" + file + ".camel.yaml";
        String text = change.apply(Files.readString(Path.of(name)));
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("file:" + name, text));
    }

    @AfterEach
    void stop() {
        desk.failures.clear();
        camel.stop();
        peer.close();
        thread.shutdownNow();
    }

    private void open(String call) {
        template.sendBodyAndHeader("sideband:open", null, SidebandHeaders.CALL_ID, call);
    }

    private static RuntimeException outage() {
        return new RuntimeCamelException(new DataAccessResourceFailureException("away, on purpose"));
    }

    @Test
    void an_outage_of_any_length_loses_no_fact_and_no_order() {
        desk.failures.put("rtc_a", outage());
        open("rtc_a");
        Bench.soon().until(() -> peer.sockets.containsKey("rtc_a"));
        peer.sockets.get("rtc_a").writeTextMessage("{\"type\":\"call.transferred\"}");
        peer.sockets.get("rtc_a").close();
        Bench.soon().until(() -> desk.asked("rtc_a", SidebandEvent.OPENED) > ATTEMPTS);
        assertThat(desk.taken("rtc_a")).isEmpty();
        assertThat(desk.asked("rtc_a", "call.transferred")).isZero();

        desk.failures.clear();

        Bench.soon().until(() -> desk.taken("rtc_a").size() == 3);
        assertThat(desk.taken("rtc_a")).containsExactly(SidebandEvent.OPENED, "call.transferred", SidebandEvent.CLOSED);
    }

    @Test
    void a_fact_that_waits_holds_neither_a_thread_nor_another_call_up() {
        desk.failures.put("rtc_a", outage());
        open("rtc_a");
        Bench.soon().until(() -> desk.asked("rtc_a", SidebandEvent.OPENED) > 1);

        open("rtc_b");

        Bench.soon().until(() -> desk.taken("rtc_b").contains(SidebandEvent.OPENED));
        assertThat(desk.taken("rtc_a")).isEmpty();
    }

    static Stream<RuntimeException> poison() {
        return Stream.of(
                new IllegalStateException("a poisoned event, on purpose"),
                new RuntimeCamelException(new DataIntegrityViolationException("too long, on purpose")));
    }

    @ParameterizedTest
    @MethodSource("poison")
    void a_failure_that_is_no_outage_is_not_repeated_and_what_follows_is_taken(RuntimeException poison) {
        desk.failures.put("rtc_a", poison);
        open("rtc_a");
        Bench.soon().until(() -> desk.asked("rtc_a", SidebandEvent.OPENED) == 1 && peer.sockets.containsKey("rtc_a"));
        desk.failures.clear();

        peer.sockets.get("rtc_a").close();

        Bench.soon().until(() -> desk.taken("rtc_a").contains(SidebandEvent.CLOSED));
        assertThat(desk.taken("rtc_a")).containsExactly(SidebandEvent.CLOSED);
        assertThat(desk.asked("rtc_a", SidebandEvent.OPENED)).isOne();
    }
}

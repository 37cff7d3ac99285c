package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.Stage;
import dev.referee.config.Bounded;
import dev.referee.config.Roster;
import dev.referee.config.SettingsFixture;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.tool.FunctionCall;
import dev.referee.tools.ToolComponent;
import dev.referee.tools.ToolRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;

/** How the routes of tools are run, with time and threads moved by hand. The tools are routes of the Java DSL. */
class ToolCallsTest {

    private static final String SECRET = "jdbc:password=geheim";

    private record Due(Duration at, Runnable work) {}

    private final CamelContext camel = new DefaultCamelContext();
    private final ToolRegistry registry = new ToolRegistry();
    private final Ledger ledger = mock(Ledger.class);
    private final Conversations conversations = mock(Conversations.class);
    private final Talks talks = new Talks(Duration.ofSeconds(8), silence -> {}, Clock.systemUTC());
    private final Later later = mock(Later.class);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Roster roster = new Roster(SettingsFixture.twin()
            .with("referee.agents.default.tools", "look_up,later_one")
            .settings());
    private final AgentTools agentTools = new AgentTools(roster, registry);
    private final List<Due> timers = new ArrayList<>();
    private final List<Runnable> threads = new ArrayList<>();
    private final AtomicInteger runs = new AtomicInteger();
    private final CallKey key = Ids.callKey();
    private final CallId session = new CallId("rtc_tools");
    private final CallFile file = mock(CallFile.class, RETURNS_DEEP_STUBS);
    private final Bounded executor = new Bounded(new ByHand(), 2);
    private ToolCalls calls;
    private Talk talk;

    private final class ByHand extends AbstractExecutorService {
        @Override
        public void execute(Runnable task) {
            threads.add(task);
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    @BeforeEach
    void start() {
        camel.addComponent("tool", new ToolComponent(registry));
        camel.start();
        doAnswer(asked -> timers.add(new Due(asked.getArgument(0), asked.getArgument(1))))
                .when(later)
                .run(any(), any());
        when(conversations.send(any(), any())).thenReturn(true);
        stage(Stage.WITH_AGENT);
        CallHead head = new CallHead(
                key,
                session.value(),
                "CA1",
                "default",
                "+61400000001",
                "+61290000000",
                "talking",
                Instant.EPOCH,
                null,
                null,
                null,
                file);
        when(ledger.find(key)).thenReturn(Optional.of(head));
        talk = talks.open(key, session);
        calls = new ToolCalls(agentTools, registry, talks, conversations, ledger, roster, later, executor, meters);
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private void stage(Stage stage) {
        when(file.call().stage()).thenReturn(stage);
    }

    private void tool(String options, Processor processor) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("tool:look_up?description=Looks+something+up" + options)
                        .routeId("look-up")
                        .process(exchange -> runs.incrementAndGet())
                        .process(processor);
            }
        });
    }

    private void tool(String options, String result) throws Exception {
        tool(options, exchange -> exchange.getMessage().setBody(result));
    }

    /** What the model hears at once, or null. */
    private String call(String name, String arguments) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.setVariable(Vars.CALL_KEY, key);
        exchange.setVariable(Vars.CALL_ID, session);
        exchange.setVariable(Vars.FUNCTION_CALL, new FunctionCall("call_1", name, arguments));
        return calls.run(exchange);
    }

    private void threadsRun() {
        List<Runnable> now = List.copyOf(threads);
        threads.clear();
        now.forEach(Runnable::run);
    }

    /** Everything that is due until then, in its order. */
    private void timePasses(Duration until) {
        List<Due> due = timers.stream()
                .filter(timer -> timer.at().compareTo(until) <= 0)
                .sorted(Comparator.comparing(Due::at))
                .toList();
        timers.removeAll(due);
        due.forEach(timer -> timer.work().run());
    }

    private void verifyResult(String... parts) {
        verify(conversations).result(eq(talk), eq("call_1"), argThat(text -> List.of(parts).stream()
                .allMatch(text::contains)));
    }

    private void verifyNothingMore(int results) {
        verify(conversations, times(results)).result(any(), anyString(), anyString());
    }

    @Test
    void a_tool_runs_on_its_own_thread_and_its_body_is_the_result() throws Exception {
        tool("&parameter.id=integer", exchange -> exchange.getMessage()
                .setBody(exchange.getMessage().getHeader("id", Long.class) + 1));

        assertThat(call("look_up", "{\"id\":41}")).isNull();
        assertThat(runs).as("not on the caller's thread").hasValue(0);
        threadsRun();

        verifyResult("42");
    }

    @Test
    void a_route_knows_whose_call_it_is() throws Exception {
        tool("", exchange -> exchange.getMessage()
                .setBody(List.of(
                        exchange.getVariable("from"),
                        exchange.getVariable("to"),
                        exchange.getVariable("callId").toString(),
                        exchange.getVariable("carrierCallId"),
                        exchange.getVariable("agent"),
                        exchange.getVariable("tool"),
                        exchange.getVariable("functionCallId"))));

        call("look_up", "{}");
        threadsRun();

        verifyResult("[\"+61400000001\",\"+61290000000\",\"rtc_tools\",\"CA1\",\"default\",\"look_up\",\"call_1\"]");
    }

    @Test
    void wrong_arguments_are_told_and_nothing_runs() throws Exception {
        tool("&parameter.id=integer&parameter.size=string&parameter.size.enum=small,large", "never");

        String result = call("look_up", "{\"id\":\"one\",\"size\":\"huge\",\"x\":1}");

        assertThat(result)
                .contains("\"status\":\"error\"", "nothing was done")
                .contains("id must be a whole number", "size must be one of [small, large]", "no parameter x");
        assertThat(threads).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "null", "42", "\"a\"", "{} {}", "{\"id\":1"})
    void arguments_that_are_no_object_are_told(String arguments) throws Exception {
        tool("&parameter.id=integer&parameter.id.required=false", "never");

        assertThat(call("look_up", arguments)).contains("not a JSON object");
        assertThat(threads).isEmpty();
    }

    @Test
    void arguments_without_end_are_refused_unread() throws Exception {
        tool("&parameter.t=string", "never");

        assertThat(call("look_up", "{\"t\":\"" + "x".repeat(40_000) + "\"}")).contains("not a JSON object");
    }

    @Test
    void no_arguments_at_all_are_an_empty_object() throws Exception {
        tool("", "fine");

        assertThat(call("look_up", "")).isNull();
        threadsRun();

        verifyResult("fine");
    }

    @Test
    void a_tool_that_the_agent_does_not_list_cannot_be_called() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("tool:secret?description=x").process(exchange -> runs.incrementAndGet());
            }
        });
        tool("", "fine");

        assertThat(call("secret", "{}")).contains("no tool secret", "transfer_call", "end_call", "look_up");
        assertThat(threads).isEmpty();
    }

    @Test
    void a_tool_that_no_route_offers_is_unknown_and_missing() {
        assertThat(call("later_one", "{}")).contains("no tool later_one");
        assertThat(agentTools.missing())
                .containsExactly(java.util.Map.entry("default", List.of("look_up", "later_one")));
    }

    @Test
    void a_failure_is_told_without_its_text() throws Exception {
        tool("", exchange -> {
            throw new IllegalStateException(SECRET);
        });

        call("look_up", "{}");
        threadsRun();

        verifyResult("\"status\":\"error\"", "look_up failed");
        verify(conversations, never()).result(any(), anyString(), argThat(text -> text.contains("geheim")));
        assertThat(meters.get("referee.tool").tag("outcome", "failed").timer().count())
                .isEqualTo(1);
    }

    @Test
    void a_tool_that_takes_too_long_is_told_and_its_late_result_is_dropped() throws Exception {
        tool("&timeout=5s", "late");
        call("look_up", "{}");

        timePasses(Duration.ofMillis(4_999));
        verifyNothingMore(0);
        timePasses(Duration.ofSeconds(5));
        verifyResult("look_up took too long");

        threadsRun();
        assertThat(runs).hasValue(1);
        verifyNothingMore(1);
    }

    @Test
    void a_tool_in_time_is_not_told_to_be_late() throws Exception {
        tool("&timeout=5s", "in time");
        call("look_up", "{}");
        threadsRun();

        timePasses(Duration.ofMinutes(1));

        verifyNothingMore(1);
        verifyResult("in time");
    }

    @Test
    void the_agent_passes_the_time_of_a_slow_tool_once() throws Exception {
        tool("&meanwhile=I+am+looking.", "found");
        call("look_up", "{}");

        timePasses(Duration.ofMillis(1_499));
        verify(conversations, never()).speakMeanwhile(any(), anyString());
        timePasses(Duration.ofMillis(1_500));

        verify(conversations).speakMeanwhile(eq(talk), argThat(words -> words.endsWith("I am looking.")));
        threadsRun();
        verifyResult("found");
    }

    @Test
    void the_agent_does_not_pass_the_time_of_a_quick_tool() throws Exception {
        tool("&meanwhile=I+am+looking.&meanwhileAfter=500", "found");
        call("look_up", "{}");
        threadsRun();

        timePasses(Duration.ofMinutes(1));

        verify(conversations, never()).speakMeanwhile(any(), anyString());
    }

    @Test
    void without_words_the_agent_says_nothing_meanwhile() throws Exception {
        tool("", "found");
        call("look_up", "{}");

        timePasses(Duration.ofMinutes(1));

        verify(conversations, never()).speakMeanwhile(any(), anyString());
    }

    @Test
    void a_result_for_a_caller_who_has_left_is_dropped() throws Exception {
        tool("&meanwhile=I+am+looking.", "found");
        call("look_up", "{}");
        talks.end(session);

        timePasses(Duration.ofMillis(1_500));
        threadsRun();

        verify(conversations, never()).speakMeanwhile(any(), anyString());
        verify(conversations, never()).send(any(), any());
        verifyNothingMore(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"LANDED", "ENDING", "ENDED", "FAILED"})
    void a_result_for_a_caller_who_is_not_with_the_agent_is_dropped(Stage stage) throws Exception {
        tool("", "found");
        call("look_up", "{}");
        stage(stage);

        threadsRun();

        verify(conversations, never()).send(any(), any());
        verifyNothingMore(0);
    }

    @Test
    void of_a_caller_who_is_being_moved_the_model_learns_the_result_and_is_not_asked_to_speak() throws Exception {
        tool("&meanwhile=I+am+looking.", "found");
        call("look_up", "{}");
        stage(Stage.IN_TRANSFER);

        timePasses(Duration.ofMillis(1_500));
        threadsRun();

        verify(conversations, never()).speakMeanwhile(any(), anyString());
        verify(conversations).note(any(), eq("call_1"), eq("found"));
        verifyNothingMore(0);
    }

    @Test
    void while_the_database_is_away_the_result_is_given_all_the_same() throws Exception {
        tool("", "found");
        call("look_up", "{}");
        when(ledger.find(key)).thenThrow(new DataAccessResourceFailureException("away"));

        threadsRun();

        verifyResult("found");
    }

    @Test
    void beyond_the_bound_the_model_is_told_to_try_later() throws Exception {
        tool("", "found");
        call("look_up", "{}");
        call("look_up", "{}");

        assertThat(call("look_up", "{}")).contains("too much is going on", "was not done");
        threadsRun();
        assertThat(runs).hasValue(2);

        assertThat(call("look_up", "{}")).isNull();
    }

    @Test
    void a_tool_that_a_reload_takes_away_for_a_moment_is_waited_for() throws Exception {
        tool("", "found");
        camel.getRouteController().stopRoute("look-up");

        assertThat(call("look_up", "{}")).isNull();
        timePasses(Duration.ofSeconds(1));
        camel.getRouteController().startRoute("look-up");
        timePasses(Duration.ofSeconds(1));
        threadsRun();

        verifyResult("found");
        verifyNothingMore(1);
    }
}

package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.referee.call.AgentLeg;
import dev.referee.call.Call;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.Stage;
import dev.referee.config.RefereeSettings;
import dev.referee.config.Roster;
import dev.referee.config.SettingsFixture;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.openai.ToolDefinition;
import dev.referee.tools.ToolComponent;
import dev.referee.tools.ToolRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

/** Which sessions are told of which change of the tools. */
class SessionToolsTest {

    private final CamelContext camel = new DefaultCamelContext();
    private ToolRegistry registry = new ToolRegistry();
    private final Ledger ledger = mock(Ledger.class);
    private final Conversations conversations = mock(Conversations.class);
    private final Talks talks = new Talks(Duration.ofSeconds(8), silence -> {}, Clock.systemUTC());
    private final Later later = mock(Later.class);
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private final List<String> sent = new ArrayList<>();
    private boolean socketOpen = true;
    private RefereeSettings settings;
    private SessionTools tools;

    @BeforeEach
    void start() {
        camel.start();
        doAnswer(asked -> timers.add(asked.getArgument(1))).when(later).run(any(), any());
        when(conversations.send(any(), any())).thenAnswer(asked -> {
            if (socketOpen) {
                sent.add(asked.getArgument(0) + " " + asked.getArgument(1));
            }
            return socketOpen;
        });
        agentLists("*");
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private void agentLists(String list) {
        registry = new ToolRegistry();
        camel.removeComponent("tool");
        camel.addComponent("tool", new ToolComponent(registry));
        settings = SettingsFixture.twin()
                .with("referee.agents.default.tools", list)
                .settings();
        Roster roster = new Roster(settings);
        tools = new SessionTools(
                new AgentTools(roster, registry), registry, talks, conversations, ledger, roster, later);
    }

    private void route(String name, String description) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("tool:" + name + "?description=" + description)
                        .routeId(name)
                        .setBody(constant("x"));
            }
        });
    }

    private CallHead head(CallKey key, String session) {
        CallHead head = new CallHead(
                key,
                session,
                "CA1",
                "default",
                "",
                "",
                "talking",
                Instant.EPOCH,
                null,
                null,
                null,
                mock(CallFile.class));
        when(ledger.find(key)).thenReturn(Optional.of(head));
        return head;
    }

    /** A session that this node accepted and that has its sideband. */
    private List<String> accepted(String session) {
        CallId callId = new CallId(session);
        List<ToolDefinition> offered = tools.offer(callId, settings.agents().get(RefereeSettings.DEFAULT_AGENT));
        opened(session);
        return offered.stream().map(ToolDefinition::name).toList();
    }

    private void opened(String session) {
        CallKey key = Ids.callKey();
        Talk talk = talks.open(key, new CallId(session));
        tools.opened(talk, head(talk.key(), session));
    }

    private void settles() {
        for (Runnable timer = timers.poll(); timer != null; timer = timers.poll()) {
            timer.run();
        }
    }

    @Test
    void a_session_is_accepted_with_what_routes_offer_and_not_told_again() throws Exception {
        route("one", "x");
        settles();

        assertThat(accepted("rtc_1")).containsExactly("transfer_call", "end_call", "one");

        assertThat(sent).isEmpty();
    }

    @Test
    void a_tool_that_comes_reaches_living_sessions() throws Exception {
        accepted("rtc_1");
        accepted("rtc_2");

        route("one", "x");
        settles();

        assertThat(sent).hasSize(2).allSatisfy(frame -> assertThat(frame)
                .contains("\"session.update\"", "\"type\":\"realtime\"", "transfer_call", "end_call", "\"one\""));
    }

    @Test
    void a_change_in_a_row_is_told_once_and_a_reload_that_changes_nothing_not_at_all() throws Exception {
        route("one", "x");
        settles();
        accepted("rtc_1");

        camel.getRouteController().stopRoute("one");
        camel.getRouteController().startRoute("one");
        route("two", "x");
        route("three", "x");
        assertThat(timers).hasSize(1);
        settles();
        assertThat(sent).singleElement().asString().contains("\"one\"", "\"two\"", "\"three\"");

        camel.getRouteController().stopRoute("one");
        camel.getRouteController().startRoute("one");
        settles();
        assertThat(sent).hasSize(1);
    }

    @Test
    void a_tool_that_goes_is_taken_from_living_sessions() throws Exception {
        route("one", "x");
        settles();
        accepted("rtc_1");

        camel.getRouteController().stopRoute("one");
        settles();

        assertThat(sent).singleElement().asString().contains("end_call").doesNotContain("\"one\"");
    }

    @Test
    void a_tool_that_changes_between_accept_and_the_sideband_is_told_when_it_opens() throws Exception {
        tools.offer(new CallId("rtc_1"), settings.agents().get(RefereeSettings.DEFAULT_AGENT));
        route("one", "x");
        settles();

        opened("rtc_1");

        assertThat(sent).singleElement().asString().contains("\"one\"");
    }

    @Test
    void a_session_whose_sideband_was_away_is_told_when_it_is_back() throws Exception {
        accepted("rtc_1");
        socketOpen = false;
        route("one", "x");
        settles();
        assertThat(sent).isEmpty();

        socketOpen = true;
        opened("rtc_1");
        opened("rtc_1");

        assertThat(sent).hasSize(1);
    }

    @Test
    void a_session_that_another_node_accepted_is_told_what_is_here() throws Exception {
        route("one", "x");
        settles();

        opened("rtc_1");

        assertThat(sent).hasSize(1);
    }

    @Test
    void an_agent_without_tools_is_never_told_anything() throws Exception {
        agentLists("");
        assertThat(accepted("rtc_1")).containsExactly("transfer_call", "end_call");
        opened("rtc_2");

        route("one", "x");
        settles();

        assertThat(sent).isEmpty();
    }

    @Test
    void a_tool_that_the_agent_does_not_list_does_not_concern_it() throws Exception {
        agentLists("other");
        accepted("rtc_1");

        route("one", "x");
        settles();

        assertThat(sent).isEmpty();
    }

    @Test
    void while_the_database_is_away_it_is_tried_again() throws Exception {
        accepted("rtc_1");
        CallKey key = talks.get(new CallId("rtc_1")).key();
        Optional<CallHead> head = ledger.find(key);
        when(ledger.find(key))
                .thenThrow(new DataAccessResourceFailureException("away"))
                .thenReturn(head);

        route("one", "x");
        settles();

        assertThat(sent).hasSize(1);
    }

    @Test
    void a_call_that_cannot_be_read_keeps_no_other_from_its_tools() throws Exception {
        for (int i = 1; i <= 5; i++) {
            accepted("rtc_" + i);
        }
        when(ledger.find(talks.get(new CallId("rtc_3")).key())).thenThrow(new IllegalStateException("unreadable"));

        route("one", "x");
        timers.remove().run();

        assertThat(sent).hasSize(4);
    }

    /** The agent was dialled again before the first session's sideband came up. */
    @Test
    void a_session_that_another_one_replaces_is_forgotten() {
        tools.offer(new CallId("rtc_1"), settings.agentNamed("default"));
        tools.offer(new CallId("rtc_2"), settings.agentNamed("default"));
        assertThat(tools.offeredCount()).isEqualTo(2);

        tools.applied(
                change(new AgentLeg.Attaching("d1", new CallId("rtc_1")), new AgentLeg.Ringing("d2", Instant.EPOCH)));
        assertThat(tools.offeredCount()).isEqualTo(1);

        tools.applied(change(
                new AgentLeg.Ringing("d2", Instant.EPOCH),
                new AgentLeg.Accepting("d2", new CallId("rtc_2"), Instant.EPOCH)));
        assertThat(tools.offeredCount()).isEqualTo(1);
    }

    private static Applied change(AgentLeg from, AgentLeg to) {
        Applied applied = mock(Applied.class, RETURNS_DEEP_STUBS);
        when(applied.file().call()).thenReturn(new Call(Stage.WITH_AGENT, from, 0, 0, null));
        when(applied.decision().next().call()).thenReturn(new Call(Stage.WITH_AGENT, to, 0, 0, null));
        return applied;
    }

    @Test
    void a_route_stops_in_peace_when_the_node_does() throws Exception {
        route("one", "x");
        settles();
        doThrow(new RejectedExecutionException()).when(later).run(any(), any());

        camel.getRouteController().stopRoute("one");

        assertThat(registry.find("one")).isEmpty();
    }
}

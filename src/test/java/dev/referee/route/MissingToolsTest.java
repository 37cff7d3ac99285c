package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.referee.config.RefereeSettings;
import dev.referee.config.Roster;
import dev.referee.config.SettingsFixture;
import dev.referee.tools.ToolComponent;
import dev.referee.tools.ToolRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who edits agents and tools hears of a name that leads nowhere, once. */
class MissingToolsTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(MissingTools.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    private final CamelContext camel = new DefaultCamelContext();
    private final ToolRegistry registry = new ToolRegistry();
    private final Roster roster = new Roster(listing("stock"));
    private final Later later = mock(Later.class);
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private final MissingTools missing = new MissingTools(new AgentTools(roster, registry), roster, registry, later);

    @BeforeEach
    void start() {
        lines.start();
        logger.addAppender(lines);
        doAnswer(asked -> timers.add(asked.getArgument(1))).when(later).run(any(), any());
        camel.addComponent("tool", new ToolComponent(registry));
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        logger.detachAppender(lines);
    }

    /** What the log tells of tools that are missing. */
    private List<String> told() {
        return lines.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains("which no route offers"))
                .toList();
    }

    private static RefereeSettings listing(String tools) {
        return SettingsFixture.twin()
                .with("referee.agents.default.tools", tools)
                .settings();
    }

    private void route(String name) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("tool:" + name + "?description=x").routeId(name).setBody(constant("x"));
            }
        });
    }

    private void settles() {
        for (Runnable timer = timers.poll(); timer != null; timer = timers.poll()) {
            timer.run();
        }
    }

    @Test
    void a_name_that_no_route_offers_is_told_with_agent_and_remedy_once() throws Exception {
        route("take_note");

        assertThat(missing.news())
                .containsExactly(
                        "referee.agents.default.tools names \"stock\", which no route offers, so the agent lacks it:"
                                + " write a route with from: tool:stock, or correct the name; routes offer [take_note]");
        assertThat(missing.news()).isEmpty();
    }

    @Test
    void an_edit_of_an_agent_is_told_what_it_misses_and_only_what_is_new() throws Exception {
        route("stock");
        missing.tellAtStart();
        assertThat(told()).isEmpty();

        roster.change(listing("stock, sotck"));
        settles();

        assertThat(told())
                .singleElement()
                .asString()
                .contains("names \"sotck\", which")
                .doesNotContain("\"stock\"");
    }

    @Test
    void a_route_that_goes_is_missed_and_one_that_is_exchanged_is_not() throws Exception {
        route("stock");
        missing.tellAtStart();

        camel.getRouteController().stopRoute("stock");
        camel.getRouteController().startRoute("stock");
        settles();
        assertThat(told()).isEmpty();

        camel.getRouteController().stopRoute("stock");
        settles();
        assertThat(told()).singleElement().asString().contains("names \"stock\", which");
    }

    /** While the program starts its routes come one after the other. */
    @Test
    void nothing_is_told_before_all_routes_are_there() throws Exception {
        roster.change(listing("stock, other"));
        route("other");

        assertThat(timers).isEmpty();
    }

    @Test
    void a_route_stops_in_peace_when_the_node_does() throws Exception {
        route("stock");
        missing.tellAtStart();
        doThrow(new RejectedExecutionException()).when(later).run(any(), any());

        camel.getRouteController().stopRoute("stock");

        assertThat(registry.find("stock")).isEmpty();
    }
}

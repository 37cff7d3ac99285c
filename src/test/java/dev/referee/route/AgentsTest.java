package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.sideband.SidebandComponent;
import dev.referee.sideband.SidebandOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What this node holds of calls whose sideband is only being opened, at a server that takes connections and says nothing. */
class AgentsTest {

    private static final CallKey OPENING = new CallKey("c-00000000000000000000000001");
    private static final CallId SESSION = new CallId("rtc_opening");

    private final Ledger ledger = mock(Ledger.class);
    private final ProducerTemplate template = mock(ProducerTemplate.class);
    private ServerSocket silent;
    private SidebandComponent sideband;
    private Agents agents;

    @BeforeEach
    void open() throws IOException {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/v1");
        sideband = new SidebandComponent(() -> SidebandOptions.of(uri, () -> "sk-test"));
        agents = new Agents(
                new Talks(Duration.ofSeconds(8), silence -> {}, Clock.systemUTC()),
                mock(SessionTools.class),
                mock(Conversations.class),
                mock(CallDesk.class),
                ledger,
                sideband,
                template,
                mock(Later.class),
                new SimpleMeterRegistry());
        CallHead head = mock(CallHead.class);
        when(head.key()).thenReturn(OPENING);
        when(ledger.bySession(SESSION)).thenReturn(Optional.of(head));
        sideband.sockets().open(SESSION);
        await().until(() -> agents.calls().equals(Set.of(OPENING)));
    }

    @AfterEach
    void close() throws IOException {
        sideband.sockets().stop();
        silent.close();
    }

    @Test
    void a_sideband_that_is_being_opened_is_let_go_with_its_call() {
        agents.letGo(Set.of(new CallKey("c-00000000000000000000000002")));
        verify(template, never()).send(any(String.class), any(Processor.class));

        agents.letGo(Set.of(OPENING));

        verify(template).send(eq("direct:detach"), any(Processor.class));
    }

    @Test
    void a_node_that_leaves_lets_go_of_it_without_asking_whose_it_is() {
        when(ledger.bySession(SESSION)).thenThrow(new IllegalStateException("the database is away"));

        agents.letGoAll();

        verify(template).send(eq("direct:detach"), any(Processor.class));
    }

    @Test
    void nothing_is_held_of_it_any_more_when_it_is_given_up() {
        sideband.sockets().close(SESSION).toCompletableFuture().join();

        assertThat(sideband.sockets().opening()).isEmpty();
        assertThat(agents.calls()).isEmpty();
    }
}

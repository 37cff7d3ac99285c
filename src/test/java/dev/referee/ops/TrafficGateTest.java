package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.referee.config.LimitSettings;
import dev.referee.route.Drain;
import dev.referee.route.FallbacksFirst;
import dev.referee.route.Load;
import dev.referee.route.Rescue;
import jakarta.servlet.FilterChain;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

/** Who gets on while a node has much to do. */
class TrafficGateTest {

    private static final LimitSettings FOUR_AT_ONCE =
            new LimitSettings(100, 100, 1_000, 10, 4, Duration.ofSeconds(1), 100, DataSize.ofMegabytes(1));
    private static final String AGAIN = "<Response>again</Response>";

    private final FallbacksFirst fallbacks = mock();
    private final CountDownLatch answered = new CountDownLatch(1);
    private final List<CompletableFuture<Void>> underWay = new ArrayList<>();
    private TrafficGate gate;

    @BeforeEach
    void open() {
        Drain drain = mock();
        Rescue rescue = mock();
        when(drain.state()).thenReturn(Drain.State.OPEN);
        when(fallbacks.await()).thenReturn(FallbacksFirst.Turn.FREE);
        when(rescue.document(anyString(), any(), any())).thenReturn(Optional.of(AGAIN));
        gate = new TrafficGate(drain, mock(Load.class), fallbacks, rescue, FOUR_AT_ONCE);
    }

    @AfterEach
    void answerAll() throws Exception {
        answered.countDown();
        CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
        assertThat(gate.count()).isZero();
    }

    /** So many requests of calls in progress that are not answered yet. */
    private void areUnderWay(int count) throws InterruptedException {
        CountDownLatch here = new CountDownLatch(count);
        FilterChain slow = (request, response) -> {
            here.countDown();
            try {
                answered.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        };
        for (int i = 0; i < count; i++) {
            underWay.add(CompletableFuture.runAsync(
                    () -> send("/twilio/target-leg", slow), task -> new Thread(task).start()));
        }
        assertThat(here.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private boolean getsOn(String path) {
        boolean[] taken = {false};
        MockHttpServletResponse response = send(path, (request, answer) -> taken[0] = true);
        boolean again = new String(response.getContentAsByteArray(), StandardCharsets.UTF_8).equals(AGAIN);
        assertThat(again).as(path).isNotEqualTo(taken[0]);
        return taken[0];
    }

    private MockHttpServletResponse send(String path, FilterChain chain) {
        MockHttpServletResponse response = new MockHttpServletResponse();
        try {
            gate.doFilter(new MockHttpServletRequest("POST", path), response, chain);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
        return response;
    }

    @Test
    void a_new_caller_is_let_in_up_to_half_of_the_bound() throws Exception {
        areUnderWay(1);
        assertThat(getsOn("/twiml/inbound")).isTrue();

        areUnderWay(1);
        assertThat(getsOn("/twiml/inbound")).isFalse();
        assertThat(getsOn("/twiml/transfer-ended")).isTrue();
        assertThat(getsOn("/openai/webhook")).isTrue();
    }

    @Test
    void beyond_the_bound_nobody_is() throws Exception {
        areUnderWay(4);

        assertThat(getsOn("/twiml/transfer-ended")).isFalse();
        assertThat(getsOn("/twiml/inbound")).isFalse();
    }

    @Test
    void those_who_wait_for_fallbacks_count_too() {
        when(fallbacks.waiting()).thenReturn(2);

        assertThat(getsOn("/twiml/inbound")).isFalse();
        assertThat(getsOn("/twiml/transfer-ended")).isTrue();
    }
}

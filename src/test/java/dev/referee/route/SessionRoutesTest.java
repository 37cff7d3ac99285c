package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.call.CallEvent;
import dev.referee.transfer.Source;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes {@code accept}, {@code reject} and {@code hang-up}. */
class SessionRoutesTest extends RouteTest {

    private void typesContain(String type) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(types()).contains(type));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 429, 408})
    void an_answer_that_may_change_is_asked_for_again_with_the_same_words(int status) {
        ends.answer("openai-accept-post", (exchange, attempt) -> Ends.status(attempt < 3 ? status : 200)
                .to(exchange, attempt));

        announced();

        typesContain("accepted");
        List<String> bodies = ends.sent("openai-accept-post");
        assertThat(bodies).hasSize(3).allMatch(bodies.get(0)::equals);
        assertThat(bodies.get(0)).contains("gpt-realtime", "transfer_call", "end_call");
        await().atMost(LIMIT).until(() -> ends.sent("attach-open").size() == 1);
        assertThat(ends.sent("openai-reject-post")).isEmpty();
    }

    @Test
    void timeouts_and_refused_connections_are_tried_again() {
        ends.answer("openai-accept-post", (exchange, attempt) -> {
            if (attempt == 1) {
                throw new SocketTimeoutException("Read timed out");
            } else if (attempt == 2) {
                throw new ConnectException("Connection refused");
            }
            Ends.status(200).to(exchange, attempt);
        });

        announced();

        typesContain("accepted");
        assertThat(ends.sent("openai-accept-post")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 422})
    void an_answer_that_is_final_ends_the_attempts(int status) {
        ends.answer("openai-accept-post", Ends.status(status));

        announced();

        typesContain("accept-failed");
        assertThat(ends.sent("openai-accept-post")).hasSize(1);
        assertThat(ends.sent("attach-open")).isEmpty();
        if (status == 404) {
            assertThat(ends.sent("openai-reject-post"))
                    .as("gone needs no rejection")
                    .isEmpty();
        } else {
            await().atMost(LIMIT).until(() -> ends.sent("openai-reject-post").size() == 1);
            assertThat(ends.sent("openai-reject-post")).containsExactly("{\"status_code\":603}");
        }
    }

    @Test
    void the_attempts_end_with_their_window() {
        AtomicReference<Long> first = new AtomicReference<>();
        AtomicReference<Long> last = new AtomicReference<>();
        ends.answer("openai-accept-post", (exchange, attempt) -> {
            first.compareAndSet(null, System.nanoTime());
            last.set(System.nanoTime());
            Ends.status(503).to(exchange, attempt);
        });

        announced();

        typesContain("accept-failed");
        assertThat(Duration.ofNanos(last.get() - first.get())).isLessThan(Duration.ofMillis(2_050));
        assertThat(ends.sent("openai-accept-post")).hasSizeBetween(3, 8);
        await().atMost(LIMIT).until(() -> ends.sent("openai-reject-post").size() == 1);
    }

    @Test
    void nobody_asks_again_once_the_caller_has_left() {
        ends.answer("openai-accept-post", Ends.status(503));
        announced();
        await().atMost(LIMIT).until(() -> !ends.sent("openai-accept-post").isEmpty());

        desk.apply(key, new CallEvent.CallerLeft(Source.CARRIER, "hung up"));

        typesContain("accept-failed");
        assertThat(ends.sent("openai-accept-post")).hasSizeLessThanOrEqualTo(4);
        assertThat(ends.sent("attach-open")).isEmpty();
    }

    @Test
    void an_accept_that_comes_after_the_caller_left_is_hung_up() {
        ends.answer("openai-accept-post", (exchange, attempt) -> {
            desk.apply(key, new CallEvent.CallerLeft(Source.CARRIER, "hung up"));
            Ends.status(200).to(exchange, attempt);
        });

        announced();

        await().atMost(LIMIT).until(() -> !ends.sent("openai-hangup-post").isEmpty());
        assertThat(ends.sent("attach-open")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:reject", "direct:hang-up"})
    void a_verb_of_the_end_never_fails_its_route_and_is_sent_once(String route) {
        ends.answer("openai-reject-post", Ends.failing(attempt -> new SocketTimeoutException("Read timed out")));
        ends.answer("openai-hangup-post", Ends.status(503));

        Exchange done = template.send(route, exchange -> exchange.setVariable(Vars.CALL_ID, session));

        assertThat(done.getException()).isNull();
        assertThat(ends.sent("openai-reject-post").size()
                        + ends.sent("openai-hangup-post").size())
                .isOne();
    }
}

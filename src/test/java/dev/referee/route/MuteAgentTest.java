package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.call.CallEvent;
import dev.referee.ledger.History;
import dev.referee.sideband.SidebandHeaders;
import dev.referee.transfer.Source;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A model that fails, from the frames of the sideband to the request that moves its caller (contract §8). */
class MuteAgentTest extends RouteTest {

    private static final String CREATED = "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_%d\"}}";
    private static final String FAILED =
            "{\"type\":\"response.done\",\"response\":{\"id\":\"resp_%d\",\"status\":\"failed\","
                    + "\"status_details\":{\"type\":\"failed\",\"error\":{\"type\":\"%s\",\"code\":\"%s\"}},\"output\":[]}}";

    @Autowired
    MeterRegistry meters;

    @AfterEach
    void theCallerLeaves() {
        desk.apply(key, new CallEvent.CallerLeft(Source.CARRIER, "the test is over"));
    }

    private void consume(String route, String body) throws Exception {
        Exchange event = new DefaultExchange(camel);
        event.getMessage().setHeader(SidebandHeaders.CALL_ID, session.value());
        event.getMessage().setBody(body);
        ((DefaultConsumer) camel.getRoute(route).getConsumer()).getProcessor().process(event);
        if (event.getException() != null) {
            throw event.getException();
        }
    }

    private void attached() throws Exception {
        announced();
        await().atMost(LIMIT).until(() -> !ends.sent("attach-open").isEmpty());
        consume("sideband-opened", "");
        consume("conversation", "{\"type\":\"session.created\"}");
    }

    private long asked() {
        return ends.sent("say-send").stream()
                .filter(frame -> frame.contains("response.create"))
                .count();
    }

    private void fails(int response, String code) throws Exception {
        await().atMost(LIMIT).until(() -> asked() == response);
        consume("conversation", CREATED.formatted(response));
        consume("conversation", FAILED.formatted(response, code, code));
    }

    private History.Transfer moved() {
        await().atMost(LIMIT).until(() -> !ledger.history(ledger.find(key).orElseThrow())
                .transfers()
                .isEmpty());
        await().atMost(LIMIT).until(() -> verdicts().size() >= 1);
        return transfer();
    }

    private List<String> troubles() {
        return ledger.history(ledger.find(key).orElseThrow()).timeline().stream()
                .filter(line -> line.type().startsWith("agent-"))
                .map(line -> line.type() + " " + line.detail())
                .toList();
    }

    @Test
    void an_agent_whose_every_response_fails_is_mute_and_its_caller_goes_to_the_first_target() throws Exception {
        attached();

        fails(1, "server_error");
        fails(2, "server_error");
        fails(3, "server_error");

        History.Transfer transfer = moved();
        assertThat(transfer.target()).isEqualTo("front-desk");
        assertThat(transfer.requestedBy()).isEqualTo("referee");
        assertThat(transfer.reason()).isEqualTo("agent-mute");
        assertThat(verdicts()).startsWith("refer:skipped");
        assertThat(ends.sent("openai-refer-post")).isEmpty();
        assertThat(troubles())
                .filteredOn(line -> line.startsWith("agent-trouble"))
                .hasSize(3)
                .allMatch(line -> line.contains("server_error"));
        assertThat(troubles()).anyMatch(line -> line.startsWith("agent-mute"));
    }

    @Test
    void one_that_has_no_quota_is_mute_at_once() throws Exception {
        attached();

        fails(1, "insufficient_quota");

        assertThat(moved().requestedBy()).isEqualTo("referee");
    }

    @Test
    void how_long_its_caller_heard_nothing_is_measured_until_they_have_left_it() throws Exception {
        Timer silence = meters.get("referee.owed.silence").tag("who", "agent").timer();
        attached();
        await().atMost(LIMIT).until(() -> asked() == 1);
        long before = silence.count();
        fails(1, "insufficient_quota");
        moved();
        assertThat(silence.count()).isEqualTo(before);

        theCallerLeaves();

        await().atMost(LIMIT).until(() -> silence.count() == before + 1);
    }
}

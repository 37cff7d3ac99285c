package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.referee.call.CallEvent;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.config.RefereeSettings;
import dev.referee.config.Roster;
import dev.referee.config.SettingsFixture;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Costs;
import dev.referee.ledger.Ledger;
import dev.referee.sideband.SidebandHeaders;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessResourceFailureException;

/** What a call costs, from frames to sums; 1 USD per 1000 tokens of text, 10 of audio, and a tenth of it from the cache. */
class SpendingTest {

    private static final String MODEL = "gpt-realtime-2.1";

    private final Talks talks = new Talks(Duration.ofSeconds(8), silence -> {}, Clock.systemUTC());
    private final Ledger ledger = mock(Ledger.class);
    private final Costs costs = mock(Costs.class);
    private final CallDesk desk = mock(CallDesk.class);
    private final Later later = mock(Later.class);
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private final CallKey key = Ids.callKey();
    private final CallId session = new CallId("rtc_1");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Spending spending;

    @BeforeEach
    void start() {
        doAnswer(asked -> timers.add(asked.getArgument(1))).when(later).run(any(), any());
        when(costs.of(key)).thenReturn(Optional.empty());
        CallHead head = new CallHead(
                key,
                session.value(),
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
        capped("0");
    }

    private void capped(String usd) {
        RefereeSettings settings = SettingsFixture.twin()
                .with("referee.prices[" + MODEL + "].text-in", "1000")
                .with("referee.prices[" + MODEL + "].text-cached-in", "100")
                .with("referee.prices[" + MODEL + "].text-out", "1000")
                .with("referee.prices[" + MODEL + "].audio-in", "10000")
                .with("referee.prices[" + MODEL + "].audio-cached-in", "1000")
                .with("referee.prices[" + MODEL + "].audio-out", "10000")
                .with("referee.agents.default.conversation.spend-cap", usd)
                .settings();
        @SuppressWarnings("unchecked")
        ObjectProvider<CallDesk> provider = mock(ObjectProvider.class);
        when(provider.getObject()).thenReturn(desk);
        spending = new Spending(talks, ledger, costs, provider, settings, new Roster(settings), later, meters);
        talks.open(key, session);
    }

    private void heard(int in, int text, int out, int textOut) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setHeader(SidebandHeaders.CALL_ID, session.value());
        exchange.getMessage().setBody("""
                {"type":"response.done","response":{"usage":{"input_tokens":%d,"output_tokens":%d,
                 "input_token_details":{"text_tokens":%d},"output_token_details":{"text_tokens":%d}}}}""".formatted(in, out, text, textOut));
        spending.heard(exchange);
    }

    /** All timers that are there now; those that they start wait for the next time. */
    private void timePasses() {
        for (int left = timers.size(); left > 0; left--) {
            timers.remove().run();
        }
    }

    private void verifySaved(String usd) {
        verify(costs).add(key, new BigDecimal(usd).setScale(9));
    }

    @ParameterizedTest
    @CsvSource({
        // in, of it text | out, of it text | USD: the rest is audio
        "1000, 1000, 0, 0, 1",
        "0, 0, 1000, 1000, 1",
        "1000, 0, 0, 0, 10",
        "0, 0, 1000, 0, 10",
        "1000, 400, 100, 50, 6.95",
        "1, 1, 0, 0, 0.001"
    })
    void a_response_costs_what_its_tokens_do(int in, int text, int out, int textOut, String usd) {
        heard(in, text, out, textOut);
        timePasses();
        timePasses();

        verifySaved(usd);
        assertThat(meters.get("referee.cost").tag("model", MODEL).counter().count())
                .isEqualTo(Double.parseDouble(usd));
    }

    @ParameterizedTest
    @CsvSource({
        // cap, before, then three responses of 1 USD | told of the cap after so many
        "2.5, 0, 3",
        "3, 0, 3",
        "3.001, 0, 0",
        "2.5, 1, 2",
        "2.5, 2.5, 1",
        "0, 100, 0"
    })
    void the_cap_is_told_when_it_is_reached_and_once(String cap, String before, int after) {
        capped(cap);
        when(costs.of(key)).thenReturn(Optional.of(new BigDecimal(before)));

        for (int response = 1; response <= 3; response++) {
            heard(1000, 1000, 0, 0);
            timePasses();
            timePasses();
            verify(desk, times(after > 0 && response >= after ? 1 : 0))
                    .apply(eq(key), any(CallEvent.SpendCapReached.class));
        }
    }

    /** The thread brings the frames of the call, and the first response is long over when the database is back. */
    @Test
    void what_is_heard_while_the_database_is_away_is_counted_when_it_is_back_and_nobody_waits() {
        Optional<CallHead> head = ledger.find(key);
        clearInvocations(ledger);
        when(ledger.find(key))
                .thenThrow(new DataAccessResourceFailureException("away"))
                .thenReturn(head);
        clearInvocations(ledger);

        heard(1000, 1000, 0, 0);
        verify(ledger, never()).find(any());
        timePasses();
        heard(2000, 2000, 0, 0);
        timePasses();
        timePasses();

        verifySaved("3");
    }

    @Test
    void a_sum_that_cannot_be_written_down_is_tried_again_with_the_next() {
        doThrow(new DataAccessResourceFailureException("away"))
                .doNothing()
                .when(costs)
                .add(any(), any());
        heard(1000, 1000, 0, 0);
        for (int i = 0; i < 4; i++) {
            timePasses();
        }

        verify(costs, times(2)).add(key, new BigDecimal(1).setScale(9));
    }

    @Test
    void a_sum_that_was_given_up_goes_with_the_next_one() {
        doThrow(new IllegalStateException("not the database")).when(costs).add(any(), any());
        heard(1000, 1000, 0, 0);
        timePasses();
        timePasses();
        doNothing().when(costs).add(any(), any());

        heard(1000, 1000, 0, 0);
        timePasses();

        verifySaved("2");
    }
}

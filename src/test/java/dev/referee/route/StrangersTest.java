package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.referee.call.CorrelationToken;
import dev.referee.ledger.Inbox;
import dev.referee.ledger.Ledger;
import dev.referee.openai.WebhookVerifier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;

/** Webhooks of sessions that belong to no caller, as they are worked off: how many are written down, and what is given up. */
class StrangersTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Inbox inbox = mock();
    private final Ledger ledger = mock();
    private final CallDesk desk = mock();
    private Webhooks webhooks;

    @BeforeEach
    void nobodyIsKnown() {
        when(ledger.bySession(any())).thenReturn(Optional.empty());
        webhooks = new Webhooks(
                new WebhookVerifier("whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=", Clock.systemUTC()),
                inbox,
                ledger,
                desk,
                new CorrelationToken(CorrelationToken.deriveKey("secret", "token")),
                mock(),
                new Strangers(meters, nanos::get),
                Clock.systemUTC());
    }

    private void come(int count) {
        for (int i = 0; i < count; i++) {
            webhooks.work(waiting("wh_" + i));
        }
    }

    private static Inbox.Waiting waiting(String id) {
        return new Inbox.Waiting(
                id, "{\"type\":\"realtime.call.incoming\",\"data\":{\"call_id\":\"" + id + "\",\"sip_headers\":[]}}");
    }

    private double counted(boolean recorded) {
        return meters.get("referee.strangers")
                .tag("recorded", Boolean.toString(recorded))
                .counter()
                .count();
    }

    @Test
    void both_numbers_are_there_from_the_start() {
        assertThat(counted(true)).isZero();
        assertThat(counted(false)).isZero();
    }

    @Test
    void ten_at_once_are_written_down_and_all_others_only_declined() {
        come(1000);

        verify(desk, times(10)).reject(any(), any(), any());
        verify(desk, times(990)).decline(any());
        assertThat(counted(true)).isEqualTo(10);
        assertThat(counted(false)).isEqualTo(990);
        verify(inbox, times(1000)).done(any());
    }

    @Test
    void then_one_a_second_is_and_after_a_while_ten_again() {
        come(20);

        for (int second = 1; second <= 5; second++) {
            nanos.addAndGet(1_000_000_000L);
            come(3);
            assertThat(counted(true)).isEqualTo(10 + second);
        }
        nanos.addAndGet(999_999_999L);
        come(1);
        assertThat(counted(true)).isEqualTo(15);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        come(20);
        assertThat(counted(true)).isEqualTo(25);
    }

    @Test
    void a_webhook_that_the_database_does_not_take_is_given_up_and_holds_no_other_up() {
        when(ledger.bySession(any())).thenThrow(new DataIntegrityViolationException("too long"));

        webhooks.work(waiting("wh_poison"));

        verify(inbox).done("wh_poison");
    }

    @Test
    void while_the_database_is_away_it_lies_on() {
        when(ledger.bySession(any())).thenThrow(new DataAccessResourceFailureException("down"));

        assertThatThrownBy(() -> webhooks.work(waiting("wh_1"))).isInstanceOf(DataAccessResourceFailureException.class);

        verify(inbox, never()).done(any());
    }
}

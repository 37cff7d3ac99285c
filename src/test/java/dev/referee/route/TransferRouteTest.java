package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.referee.call.AgentLegStatus;
import dev.referee.call.CallEvent;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.net.SocketTimeoutException;
import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** The routes {@code transfer}, {@code refer}, {@code carrier}, {@code redirect} and {@code release}. */
class TransferRouteTest extends RouteTest {

    private void referIsSent() {
        await().atMost(LIMIT).until(() -> !ends.sent("openai-refer-post").isEmpty());
    }

    private void triedIs(String... verdicts) {
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(verdicts()).as(() -> types().toString()).containsExactly(verdicts));
    }

    private String dialId() {
        return ledger.find(key).orElseThrow().file().call().agent().dialId();
    }

    private void arrives(TransferEvent event) {
        desk.apply(key, new CallEvent.OfLatestTransfer(event));
    }

    @Test
    void a_confirmed_refer_never_calls_the_carrier() {
        transferring();
        referIsSent();

        arrives(new TransferEvent.ReferArrived("tel:+61491570006"));

        triedIs("refer:confirmed");
        await().atMost(LIMIT).until(() -> breaker.getMetrics().getNumberOfSuccessfulCalls() == 1);
        verify(carrier, never()).redirect(any(), any());
        assertThat(ends.sent("openai-refer-post")).containsExactly("{\"target_uri\":\"tel:+61491570006\"}");
        assertThat(ends.sent("openai-hangup-post")).isEmpty();
    }

    @Test
    void a_refused_refer_goes_to_the_carrier_at_once() {
        ends.answer("openai-refer-post", Ends.status(500));

        TransferId id = transferring();

        triedIs("refer:refused", "redirect:null");
        await().atMost(LIMIT).untilAsserted(() -> verify(carrier)
                .redirect(eq(parent), argThat(url -> url.toString().contains("/twiml/transfer?t=" + id + "#"))));
        arrives(new TransferEvent.RedirectFetched());
        triedIs("refer:refused", "redirect:confirmed");
        assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isOne();
    }

    @Test
    void a_silent_refer_goes_to_the_carrier_and_counts_as_failure() {
        transferring();

        await().atMost(LIMIT).untilAsserted(() -> verify(carrier).redirect(any(), any()));
        arrives(new TransferEvent.RedirectFetched());

        triedIs("refer:silent", "redirect:confirmed");
        assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isOne();
        assertThat(ends.sent("openai-refer-post")).hasSize(1);
    }

    @Test
    void a_refer_that_times_out_is_silent_and_sent_once() {
        ends.answer("openai-refer-post", Ends.failing(attempt -> new SocketTimeoutException("Read timed out")));

        transferring();

        await().atMost(LIMIT).untilAsserted(() -> verify(carrier).redirect(any(), any()));
        arrives(new TransferEvent.RedirectFetched());
        triedIs("refer:silent", "redirect:confirmed");
        assertThat(ends.sent("openai-refer-post")).hasSize(1);
    }

    @Test
    void an_open_breaker_sends_no_refer() {
        breaker.transitionToOpenState();

        transferring();

        await().atMost(LIMIT).untilAsserted(() -> verify(carrier).redirect(any(), any()));
        arrives(new TransferEvent.RedirectFetched());
        triedIs("refer:skipped", "redirect:confirmed");
        assertThat(ends.sent("openai-refer-post")).isEmpty();
    }

    @Test
    void silence_opens_the_breaker_and_the_next_transfer_does_not_wait() {
        for (int i = 0; i < 4; i++) {
            breaker.onError(
                    1,
                    java.util.concurrent.TimeUnit.MILLISECONDS,
                    new NotProven(dev.referee.transfer.Mechanism.REFER, dev.referee.transfer.Verdict.SILENT));
        }
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);

        transferring();

        await().atMost(LIMIT).untilAsserted(() -> verify(carrier).redirect(any(), any()));
        assertThat(ends.sent("openai-refer-post")).isEmpty();
        desk.apply(key, new CallEvent.CallerLeft(Source.CARRIER, "test is over"));
    }

    @Test
    void a_caller_who_left_ends_the_route_without_a_word() {
        TransferId id = transferring();
        referIsSent();

        desk.apply(key, new CallEvent.CallerLeft(Source.CARRIER, "hung up"));

        triedIs("refer:abandoned");
        verify(carrier, never()).redirect(any(), any());
        assertThat(breaker.getMetrics().getNumberOfBufferedCalls())
                .as("neither success nor failure")
                .isZero();
        Exchange again = template.send("direct:transfer", exchange -> exchange.setVariable(Vars.TRANSFER_ID, id));
        assertThat(again.getException()).as("handled by transfer-errors").isNull();
        assertThat(ends.sent("openai-refer-post")).hasSize(1);
    }

    @Test
    void a_transfer_that_nobody_knows_does_nothing() {
        Exchange lost =
                template.send("direct:transfer", exchange -> exchange.setVariable(Vars.TRANSFER_ID, Ids.transferId()));

        assertThat(lost.getException()).isNull();
        assertThat(ends.sent("openai-refer-post")).isEmpty();
        verify(carrier, never()).redirect(any(), any());
    }

    @Test
    void a_refused_redirect_is_followed_by_release_at_once() {
        ends.answer("openai-refer-post", Ends.status(500));
        redirectIs(() -> new RequestResult.Refused(400, "20001", "400"));

        transferring();

        await().atMost(LIMIT).until(() -> !ends.sent("openai-hangup-post").isEmpty());
        String dialId = ledger.find(key).orElseThrow().file().call().agent().dialId();
        desk.apply(key, new CallEvent.AgentDialEnded(dialId, "completed", true, null));
        triedIs("refer:refused", "redirect:refused", "release:confirmed");
        verify(carrier, times(1)).redirect(any(), any());
    }

    @Test
    void a_redirect_that_was_never_sent_is_followed_by_release_at_once() {
        ends.answer("openai-refer-post", Ends.status(400));
        redirectIs(() -> new RequestResult.NotSent("connection refused"));

        transferring();

        await().atMost(LIMIT).until(() -> !ends.sent("openai-hangup-post").isEmpty());
        desk.apply(key, new CallEvent.CallerLeft(Source.CARRIER, "hung up"));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(verdicts()).contains("release:abandoned"));
    }

    @Test
    void the_answer_to_hang_up_is_read_as_it_is() {
        redirectIs(() -> new RequestResult.Refused(400, "20001", "400"));
        ends.answer("openai-hangup-post", Ends.status(200));

        transferring();

        await().atMost(LIMIT).until(() -> types().contains("release-answered"));
        assertThat(transfer().evidence())
                .filteredOn(each -> each.type().equals("release-answered"))
                .singleElement()
                .satisfies(each -> assertThat(each.rung()).isEqualTo("vendor-accepted"));
        desk.apply(key, new CallEvent.CallerLeft(Source.CARRIER, "test is over"));
    }

    @Test
    void a_caller_of_whom_carrier_and_vendor_know_nothing_has_left() {
        ends.answer("openai-refer-post", Ends.status(404));
        ends.answer("openai-hangup-post", Ends.status(404));
        redirectIs(() -> new RequestResult.AlreadyOver(400, "21220", "over"));

        transferring();

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(transfer().outcome()).isEqualTo("abandoned"));
        assertThat(verdicts()).containsExactly("refer:abandoned");
        verify(carrier, never()).redirect(any(), any());
    }

    @Test
    void a_half_open_probe_whose_caller_leaves_counts_for_nothing_and_frees_its_place() {
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState(); // one probe
        transferring();
        referIsSent();
        desk.apply(key, new CallEvent.AgentLegReported(dialId(), AgentLegStatus.COMPLETED)); // the first news of it
        desk.apply(key, new CallEvent.CallerLeft(Source.CARRIER, "completed"));
        triedIs("refer:abandoned");

        await().atMost(LIMIT).until(breaker::tryAcquirePermission);
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
        assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();
    }

    @Test
    void a_bug_in_the_middle_is_logged_and_the_deadlines_go_on() {
        redirectIs(() -> {
            throw new IllegalStateException("a bug of ours");
        });

        transferring();

        // redirect:silent comes from the deadline in the ledger
        await().atMost(LIMIT).untilAsserted(() -> assertThat(verdicts()).contains("redirect:silent"));
        desk.apply(key, new CallEvent.CallerLeft(Source.CARRIER, "test is over"));
        assertThat(List.of("abandoned", "failed", "returned"))
                .contains(transfer().outcome());
        await().atMost(LIMIT).until(() -> !ends.sent("openai-hangup-post").isEmpty());
    }
}

package dev.referee.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Samples;
import dev.referee.transfer.TransferCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A call whose end nobody announced is found by slow looks, and a carrier that never says cannot keep it alive. */
class ReconciliationTest {

    private static final Duration QUIET = Duration.ofMinutes(10);

    private static Decision<CallFile> decide(CallFile file, CallEvent event) {
        return Calls.decide(file, event, new Circumstances(Samples.START, Samples.POLICY, false, "d-9"));
    }

    private static Map<String, CallFile> quiet() {
        return Calls.files().entrySet().stream()
                .filter(entry -> !entry.getValue().call().stage().isOver())
                .filter(entry -> entry.getValue().dueAt(Samples.START).isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Test
    void every_living_call_has_a_time_at_which_somebody_looks() {
        Calls.files().forEach((name, file) -> {
            Instant at = file.lookAgainAt(Samples.START, QUIET);

            assertThat(at)
                    .as(name)
                    .isBetween(
                            file.deadline()
                                    .filter(due -> due.isBefore(Samples.START))
                                    .orElse(Samples.START),
                            Samples.START.plus(QUIET));
            CallEvent early = file.lookedAt(Samples.START.minusNanos(1), at);
            assertThat(early).as(name).isNotInstanceOf(CallEvent.NoNewsCame.class);
        });
        assertThat(quiet().values()).anyMatch(file -> file.call().agent() instanceof AgentLeg.Attached);
    }

    @Test
    void without_news_the_carrier_is_asked_and_its_no_ends_the_call() {
        quiet().forEach((name, file) -> {
            Decision<CallFile> asked = decide(file, new CallEvent.NoNewsCame());
            assertThat(asked.command(TransferCommand.AskCarrier.class)).as(name).isPresent();

            Decision<CallFile> over = decide(asked.next(), new CallEvent.CarrierReported(new CarrierReport.Over()));

            assertThat(over.next().call().stage().isOver()).as(name).isTrue();
            boolean live = file.call().agent().isLive()
                    && file.call().agent().session().isPresent();
            assertThat(over.command(CallCommand.HangUpSession.class).isPresent())
                    .as(name)
                    .isEqualTo(live);
        });
    }

    @Test
    void a_long_talk_goes_on_and_its_looks_are_counted_anew() {
        quiet().forEach((name, file) -> {
            CallFile asked = decide(file, new CallEvent.NoNewsCame()).next();

            Decision<CallFile> live = decide(asked, new CallEvent.CarrierReported(new CarrierReport.Live(null)));

            assertThat(live.next().call().stage())
                    .as(name)
                    .isEqualTo(file.call().stage());
            assertThat(live.next().call().agent())
                    .as(name)
                    .isEqualTo(file.call().agent());
            if (file.inFlight().isEmpty()) {
                assertThat(live.next().call().inquiries()).as(name).isZero();
            }
        });
    }

    @Test
    void a_carrier_that_never_says_ends_the_call_after_longer_than_a_call_lasts() {
        quiet().forEach((name, file) -> {
            if (file.inFlight().isPresent()) {
                return;
            }
            CallFile at = file;
            int looks = 0;
            while (!at.call().stage().isOver() && looks < 100) {
                at = decide(at, new CallEvent.NoNewsCame()).next();
                at = decide(at, new CallEvent.CarrierReported(new CarrierReport.Unknown()))
                        .next();
                looks++;
            }

            assertThat(looks).as(name).isBetween(25, 30);
        });
    }

    @Test
    void a_call_that_is_over_asks_nobody() {
        Calls.files().values().stream()
                .filter(file -> file.call().stage().isOver())
                .forEach(file ->
                        assertThat(decide(file, new CallEvent.NoNewsCame())).isEqualTo(Decision.same(file)));
    }
}

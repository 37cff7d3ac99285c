package dev.referee.call;

import static dev.referee.transfer.Samples.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Concluded;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.Document;
import dev.referee.transfer.Ending;
import dev.referee.transfer.Fact;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Outcome;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Samples;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call, told event by event; every decision must also obey {@link CallRules}. */
final class CallStory {

    private Instant now = Samples.START;
    private CallFile file;
    private String dialId;
    private final List<Fact> facts = new ArrayList<>();
    private @Nullable Decision<CallFile> last;

    private CallStory(Decision<CallFile> inbound) {
        last = inbound;
        file = inbound.next();
        dialId = file.call().agent().dialId();
    }

    static CallStory inbound() {
        Circumstances now = new Circumstances(Samples.START, Samples.POLICY, false, "d-first");
        return new CallStory(CallMachine.inbound(now, Calls.POLICY));
    }

    static CallStory talking() {
        return inbound()
                .on(new CallEvent.SessionAnnounced("d-first", Calls.SESSION))
                .on(new CallEvent.AcceptAnswered(Calls.SESSION, ACCEPTED))
                .on(new CallEvent.SidebandOpened(Calls.SESSION));
    }

    static CallStory transferAsked(Plan plan) {
        return talking().on(new CallEvent.TransferAsked(plan, Source.SIDEBAND));
    }

    static CallStory transferAsked() {
        return transferAsked(Samples.plan(Ending.RETURN));
    }

    static CallStory referred() {
        return transferAsked().on(new TransferEvent.ReferBegun()).on(new TransferEvent.ReferAnswered(ACCEPTED));
    }

    static CallStory redirecting() {
        return redirecting(Samples.plan(Ending.RETURN));
    }

    static CallStory redirecting(Plan plan) {
        return transferAsked(plan)
                .on(new TransferEvent.ReferSkipped("breaker open"))
                .on(new TransferEvent.RedirectBegun());
    }

    static CallStory releasing() {
        return redirecting()
                .on(new TransferEvent.RedirectAnswered(Samples.REFUSED))
                .on(new TransferEvent.ReleaseBegun());
    }

    CallStory on(CallEvent event) {
        Circumstances circumstances =
                new Circumstances(now, Samples.POLICY, false, "d-" + facts.size() + "-" + now.toEpochMilli());
        assertThat(CallRules.broken(file, event, circumstances))
                .as(event + " at " + file)
                .isEmpty();
        Decision<CallFile> decision = Calls.decide(file, event, circumstances);
        facts.addAll(decision.facts());
        file = decision.next();
        last = decision;
        return this;
    }

    CallStory on(TransferEvent event) {
        return on(new CallEvent.OfTransfer(transfer().plan().id(), event));
    }

    CallStory after(Duration wait) {
        now = now.plus(wait);
        return this;
    }

    /** The carrier was asked: the caller is there, and this is how the leg to the human is. */
    CallStory carrierSays(LegStatus human) {
        Dialling during = (Dialling) Objects.requireNonNull(file.transfer());
        return on(new CallEvent.CarrierReported(new CarrierReport.Live(new CarrierReport.Dialled(during, human))));
    }

    /** The same, if the leg is over and was up for this time. */
    CallStory carrierShowed(Duration up) {
        Dialling during = (Dialling) Objects.requireNonNull(file.transfer());
        return on(new CallEvent.CarrierReported(
                new CarrierReport.Live(new CarrierReport.Dialled(during, LegStatus.ENDED, 0, up))));
    }

    CallStory dialEnded(String status) {
        return on(new CallEvent.AgentDialEnded(dialId, status, true, Calls.rescue()));
    }

    CallStory answers(Class<? extends Document> kind) {
        assertThat(Objects.requireNonNull(last).answer()).isInstanceOf(kind);
        return this;
    }

    CallStory dials(int stop) {
        answers(Document.DialTarget.class);
        assertThat(((Document.DialTarget) Objects.requireNonNull(answer())).stop())
                .isEqualTo(stop);
        return this;
    }

    CallStory does(Class<?>... kinds) {
        List<Class<?>> actual = new ArrayList<>();
        Objects.requireNonNull(last).commands().forEach(command -> actual.add(command.getClass()));
        assertThat(actual).containsExactly(kinds);
        return this;
    }

    CallStory changesNothingSince(CallFile earlier) {
        assertThat(file).isEqualTo(earlier);
        return this;
    }

    CallStory is(Stage stage) {
        assertThat(file.call().stage()).isEqualTo(stage);
        return this;
    }

    CallStory endedAs(Outcome outcome) {
        assertThat(transfer()).isInstanceOf(Concluded.class);
        assertThat(((Concluded) transfer()).outcome()).isEqualTo(outcome);
        long outcomes =
                facts.stream().filter(Fact.OutcomeReached.class::isInstance).count();
        assertThat(outcomes).isEqualTo(1);
        return this;
    }

    CallStory inFlight(Class<? extends TransferState> state) {
        assertThat(transfer()).isInstanceOf(state);
        return this;
    }

    @Nullable
    Document answer() {
        return Objects.requireNonNull(last).answer();
    }

    CallFile file() {
        return file;
    }

    Instant now() {
        return now;
    }

    List<Fact> facts() {
        return facts;
    }

    TransferState transfer() {
        return Objects.requireNonNull(file.transfer());
    }
}

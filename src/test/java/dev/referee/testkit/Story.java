package dev.referee.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.ledger.History;
import dev.referee.twin.Bridge;
import dev.referee.twin.Owner;
import dev.referee.twin.Ring;
import dev.referee.twin.TwinCall;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.ListAssert;

/** One call as both sides tell it: the twin, who is the judge, and the ledger. */
public final class Story {

    private final TwinCall call;
    private final History history;

    public Story(TwinCall call, History history) {
        this.call = call;
        this.history = history;
    }

    public TwinCall call() {
        return call;
    }

    public History history() {
        return history;
    }

    /** The latest transfer. */
    public History.Transfer transfer() {
        assertThat(history.transfers()).as(this::toString).isNotEmpty();
        return history.transfers().get(history.transfers().size() - 1);
    }

    /** The call's state in the contract's word. */
    public Story isIn(String state) {
        assertThat(history.head().publicState()).as(this::toString).isEqualTo(state);
        return this;
    }

    /** The latest transfer's outcome. */
    public Story ended(String outcome) {
        assertThat(transfer().outcome()).as(this::toString).isEqualTo(outcome);
        return this;
    }

    /** The latest transfer's mechanisms with their verdicts, such as {@code refer:silent}. */
    public Story tried(String... verdicts) {
        assertThat(transfer().mechanisms().stream()
                        .map(each -> each.mechanism() + ":" + each.verdict())
                        .toList())
                .as(this::toString)
                .containsExactly(verdicts);
        return this;
    }

    public Story withoutTransfer() {
        assertThat(history.transfers()).as(this::toString).isEmpty();
        return this;
    }

    /** The numbers that rang, in order. */
    public Story rang(String... numbers) {
        assertThat(call.rings().stream().map(Ring::number).toList())
                .as(this::toString)
                .containsExactly(numbers);
        return this;
    }

    /** Exactly one human was joined, through this mechanism. */
    public Story joined(String number, String mechanism) {
        assertThat(call.bridges())
                .as(this::toString)
                .singleElement()
                .extracting(Bridge::number, Bridge::mechanism)
                .containsExactly(number, mechanism);
        return this;
    }

    public Story joinedNobody() {
        assertThat(call.bridges()).as(this::toString).isEmpty();
        return this;
    }

    /** Who had the caller, in order, without the moments of nobody. */
    public ListAssert<Owner.Kind> owners() {
        return assertThat(call.owners().stream()
                        .map(Owner::kind)
                        .filter(kind -> kind != Owner.Kind.NOBODY)
                        .toList())
                .as(this::toString);
    }

    /** The requests of one kind between gateway and twin. */
    public Story sent(String kind, int times) {
        assertThat(call.exchanges(kind)).as(() -> kind + " in " + this).hasSize(times);
        return this;
    }

    /** The types of the timeline. */
    public List<String> types() {
        return history.timeline().stream().map(History.Event::type).toList();
    }

    @Override
    public String toString() {
        return call + "\n--- ledger: " + history.head().publicState() + "\n"
                + history.timeline().stream()
                        .map(event -> event.at() + " " + event.source() + " " + event.type() + " " + event.detail())
                        .collect(Collectors.joining("\n"))
                + "\n--- " + history.transfers();
    }
}

package dev.referee.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.ledger.History;
import dev.referee.twin.Bridge;
import dev.referee.twin.FunctionUse;
import dev.referee.twin.Owner;
import dev.referee.twin.Ring;
import dev.referee.twin.TwinCall;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the caller lived through, told by both sides: the twin, who plays him and judges, and the program's ledger. Every
 * assertion returns the story, and fails with all of it. Immutable; times are the scenario's.
 *
 * <p>Words are those of the API: outcomes {@code bridged voicemail returned abandoned failed}; mechanisms {@code refer
 * redirect release}; verdicts {@code confirmed refused silent skipped abandoned}. Numbers bear the names of their targets:
 * {@code front-desk}, {@code front-desk #2} for its second number.
 */
public final class CallStory {

    /** What is no company: the ringing before, between and after. */
    private static final Set<Owner.Kind> NO_COMPANY =
            EnumSet.of(Owner.Kind.CALLING, Owner.Kind.RINGING, Owner.Kind.NOBODY, Owner.Kind.GONE);

    private static final Set<String> GOOD_ENDS = Set.of("bridged", "voicemail", "returned", "abandoned");

    private final TwinCall call;
    private final @Nullable History history;
    private final Names names;

    CallStory(TwinCall call, @Nullable History history, Names names) {
        this.call = call;
        this.history = history;
        this.names = names;
    }

    // ---- the caller

    /** With whom the caller was, in order: {@code agent}, {@code human front-desk}, {@code voicemail}, {@code announcement}. */
    public CallStory callerWasWith(String... company) {
        assertThat(call.owners().stream()
                        .filter(owner -> !NO_COMPANY.contains(owner.kind()))
                        .map(this::word)
                        .toList())
                .as("the caller was with, in order%n%s", this)
                .containsExactly(company);
        return this;
    }

    /** The phones that rang for him, in order. */
    public CallStory rang(String... phones) {
        assertThat(call.rings().stream().map(Ring::number).map(names::of).toList())
                .as("phones that rang, in order%n%s", this)
                .containsExactly(phones);
        return this;
    }

    /** Exactly this human, and nobody else, was connected with him. */
    public CallStory bridgedWith(String phone) {
        assertThat(bridges()).as("humans connected with the caller%n%s", this).containsExactly(phone);
        return this;
    }

    /** No human was connected with him. */
    public CallStory bridgedWithNobody() {
        assertThat(bridges()).as("humans connected with the caller%n%s", this).isEmpty();
        return this;
    }

    private List<String> bridges() {
        return call.bridges().stream().map(Bridge::number).map(names::of).toList();
    }

    /** From the request of the latest transfer to the human's hello at most this time passed. */
    public CallStory bridgedWithin(Duration most) {
        assertThat(call.bridges())
                .as("humans connected with the caller%n%s", this)
                .isNotEmpty();
        Instant bridged = call.bridges().get(call.bridges().size() - 1).at();
        assertThat(Duration.between(transfer().requestedAt(), bridged))
                .as("time from the request to the human%n%s", this)
                .isLessThanOrEqualTo(most);
        return this;
    }

    /** All in all he heard nothing and nobody for this time at most. */
    public CallStory aloneAtMost(Duration most) {
        assertThat(call.alone()).as("the caller was alone%n%s", this).isLessThanOrEqualTo(most);
        return this;
    }

    /** At no time did they hear nothing for longer than this although the agent owed them a turn. */
    public CallStory owedAtMost(Duration most) {
        assertThat(call.owed()).as("the agent owed the caller a turn%n%s", this).isLessThanOrEqualTo(most);
        return this;
    }

    /** The whole call lasted at least this time. */
    public CallStory lastedAtLeast(Duration least) {
        Instant end = call.owners().get(call.owners().size() - 1).at();
        assertThat(Duration.between(call.startedAt(), end))
                .as("the call lasted%n%s", this)
                .isGreaterThanOrEqualTo(least);
        return this;
    }

    /** Each transfer came to an end that the caller can live with, he did not run out of patience, and was never left alone. */
    public CallStory nobodyLost() {
        assertThat(history().transfers())
                .as("outcomes: none may be open or failed%n%s", this)
                .allSatisfy(each -> assertThat(GOOD_ENDS).contains(String.valueOf(each.outcome())));
        assertThat(call.story()).as("the caller's patience%n%s", this).noneMatch(line -> line.text()
                .contains("out of patience"));
        return clean();
    }

    /** No phone rang twice in one transfer. */
    public CallStory nobodyRungTwice() {
        assertThat(call.rings().stream().map(ring -> names.of(ring.number()) + ", transfer " + ring.epoch()))
                .as("phones that rang%n%s", this)
                .doesNotHaveDuplicates();
        return clean();
    }

    /** The twin found nothing that a carrier, a vendor or a caller would complain about. */
    public CallStory clean() {
        assertThat(call.violations()).as("complaints of the twin%n%s", this).isEmpty();
        return this;
    }

    // ---- the transfer

    /** The state in which the call ended: {@code ended} or {@code failed}. */
    public CallStory state(String state) {
        assertThat(history().head().publicState())
                .as("state of the call%n%s", this)
                .isEqualTo(state);
        return this;
    }

    /** How the latest transfer ended for the caller. */
    public CallStory outcome(String outcome) {
        assertThat(transfer().outcome()).as("outcome of the transfer%n%s", this).isEqualTo(outcome);
        return this;
    }

    /** The latest transfer's mechanisms with their verdicts, in order, such as {@code refer:silent}. */
    public CallStory tried(String... verdicts) {
        assertThat(transfer().mechanisms().stream()
                        .map(each -> each.mechanism() + ":" + each.verdict())
                        .toList())
                .as("mechanisms that were tried%n%s", this)
                .containsExactly(verdicts);
        return this;
    }

    /** Nobody asked for a transfer. */
    public CallStory noTransfer() {
        assertThat(history().transfers()).as("transfers%n%s", this).isEmpty();
        return this;
    }

    /** So many requests of this kind went between program and world, such as {@code refer}, {@code accept}, {@code webhook}. */
    public CallStory requests(String kind, int times) {
        assertThat(call.exchanges(kind)).as("requests '%s'%n%s", kind, this).hasSize(times);
        return this;
    }

    // ---- the agent

    /** The agent said this, or a sentence that contains it. */
    public CallStory agentSaid(String words) {
        assertThat(call.story())
                .as("what the agent said%n%s", this)
                .anyMatch(line ->
                        line.text().startsWith("the agent: ") && line.text().contains(words));
        return this;
    }

    /** The agent was given up for this reason, such as {@code silent} or {@code insufficient_quota}. */
    public CallStory agentWasMute(String reason) {
        assertThat(muted()).as("why the agent was given up%n%s", this).containsExactly(reason);
        return this;
    }

    /** Nobody gave the agent up. */
    public CallStory agentWasNotMute() {
        assertThat(muted()).as("why the agent was given up%n%s", this).isEmpty();
        return this;
    }

    private List<String> muted() {
        return details("agent-mute", "reason");
    }

    /** What was seen of a failing agent, in order: {@code response-failed}, {@code error}, {@code silence}, … */
    public CallStory agentTroubles(String... what) {
        assertThat(details("agent-trouble", "what"))
                .as("what was seen of the agent%n%s", this)
                .containsExactly(what);
        return this;
    }

    private List<String> details(String type, String key) {
        return history().timeline().stream()
                .filter(event -> event.type().equals(type))
                .map(event -> event.detail().getOrDefault(key, ""))
                .toList();
    }

    /** The agent called this function; the assertions on the latest such call follow. */
    public FunctionCallAssert called(String function) {
        List<FunctionUse> uses = call.functions().stream()
                .filter(each -> each.name().equals(function))
                .toList();
        assertThat(call.functions())
                .as("functions that the agent called%n%s", this)
                .extracting(FunctionUse::name)
                .contains(function);
        return new FunctionCallAssert(this, uses.get(uses.size() - 1));
    }

    // ---- for what is not offered above

    /** The twin's side. */
    public TwinCall twin() {
        return call;
    }

    /** The ledger's side. */
    public History history() {
        if (history == null) {
            throw new AssertionError("the program knows nothing of this call\n" + this);
        }
        return history;
    }

    /** The latest transfer. */
    public History.Transfer transfer() {
        assertThat(history().transfers()).as("transfers%n%s", this).isNotEmpty();
        return history().transfers().get(history().transfers().size() - 1);
    }

    private String word(Owner owner) {
        String kind = owner.kind().name().toLowerCase(java.util.Locale.ROOT);
        return owner.who().isEmpty() ? kind : kind + " " + names.of(owner.who());
    }

    /** Both sides' lines in the order of the scenario's time. */
    @Override
    public String toString() {
        return StoryText.of(call, history);
    }
}

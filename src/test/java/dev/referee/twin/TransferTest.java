package dev.referee.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The twin's carrier, vendor, callers and humans, played against the stand-in gateway. */
class TransferTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Twin twin;
    private StandInGateway gateway;

    @BeforeEach
    void start() throws IOException {
        twin = Twin.start(TwinOptions.usual());
        gateway = new StandInGateway(twin);
    }

    @AfterEach
    void stop() {
        gateway.close();
        twin.close();
    }

    static CallScript fast() {
        return CallScript.usual()
                .with(Switches.ANSWER_MS, 20)
                .with(Switches.THINK_MS, 30)
                .with(Switches.SPEECH_MS, 60)
                .with(Switches.HUMAN_RING_MS, 80)
                .with(Switches.HUMAN_TALK_MS, 150)
                .with(Switches.NO_ANSWER_MS, 150)
                .with(Switches.CARRIER_FETCH_MS, 60)
                .with(Switches.REFER_DELAY_MS, 60)
                .with(Switches.SAY_MS, 30);
    }

    private TwinCall play(CallScript script) throws InterruptedException {
        TwinCall call = twin.placeCall(script);
        assertThat(call.awaitOver(LIMIT)).as(() -> "is over: " + call).isTrue();
        assertThat(gateway.badSignatures).isEmpty();
        assertThat(gateway.failures).isEmpty();
        return call;
    }

    private static List<Owner.Kind> owners(TwinCall call) {
        return call.owners().stream().map(Owner::kind).toList();
    }

    @Test
    void a_refer_that_works_bridges_the_caller_and_only_then_drops_the_agent() throws Exception {
        TwinCall call = play(fast());

        assertThat(twin.violations()).as(call::toString).isEmpty();
        assertThat(call.bridges()).singleElement().satisfies(bridge -> {
            assertThat(bridge.mechanism()).isEqualTo("refer");
            assertThat(bridge.number()).isEqualTo("+61290001111");
        });
        assertThat(owners(call))
                .containsSubsequence(
                        Owner.Kind.CALLING, Owner.Kind.AGENT, Owner.Kind.RINGING, Owner.Kind.HUMAN, Owner.Kind.GONE);
        assertThat(gateway.closes).containsExactly("close 1006");
        assertThat(gateway.posts)
                .filteredOn(post -> post.containsKey("ReferTransferTarget"))
                .singleElement()
                .satisfies(post -> {
                    assertThat(post).containsEntry("ReferTransferTarget", "<tel:+61290001111>");
                    assertThat(post).containsEntry("CallSid", call.parentSid());
                });
    }

    @Test
    void a_silent_refer_leaves_the_caller_with_the_agent_until_the_redirect() throws Exception {
        TwinCall call = play(fast().with(Switches.REFER, Faults.Refer.SILENT));

        assertThat(twin.violations()).as(call::toString).isEmpty();
        assertThat(call.bridges()).singleElement().extracting(Bridge::mechanism).isEqualTo("redirect");
        assertThat(call.exchanges("update-call"))
                .singleElement()
                .extracting(Exchange::status)
                .isEqualTo(200);
        assertThat(gateway.posts)
                .filteredOn(post ->
                        "completed".equals(post.get("DialCallStatus")) && "in-progress".equals(post.get("CallStatus")))
                .as("the old Dial's action fires on a redirect")
                .isNotEmpty();
    }

    @Test
    void a_release_lands_the_caller_by_the_dials_action() throws Exception {
        gateway.releases = true;

        TwinCall call = play(fast().with(Switches.REFER, Faults.Refer.SILENT));

        assertThat(twin.violations()).as(call::toString).isEmpty();
        assertThat(call.bridges()).singleElement().extracting(Bridge::mechanism).isEqualTo("release");
    }

    @Test
    void a_caller_who_leaves_in_transfer_rings_nobody() throws Exception {
        TwinCall call = play(fast().with(Switches.CALLER, Faults.Caller.LEAVES_IN_TRANSFER)
                .with(Switches.CALLER_MS, 10)
                .with(Switches.REFER, Faults.Refer.SILENT));

        assertThat(call.rings()).isEmpty();
        assertThat(call.owner().kind()).isEqualTo(Owner.Kind.GONE);
        assertThat(call.await(it -> it.exchanges("update-call").stream().anyMatch(each -> each.status() == 400), LIMIT))
                .as("the stand-in redirects all the same and hears 21220")
                .isTrue();
    }

    @Test
    void a_busy_phone_leads_to_the_second_number() throws Exception {
        gateway.numbers = List.of("+61290001111", "+61290002222");

        TwinCall call = play(fast().human("+61290001111", HumanScript.Does.BUSY));

        assertThat(twin.violations()).as(call::toString).isEmpty();
        assertThat(call.rings()).extracting(Ring::outcome).containsExactly("busy", "completed");
        assertThat(call.bridges()).singleElement().extracting(Bridge::number).isEqualTo("+61290002222");
    }

    @Test
    void nobody_answers_a_refer_and_the_caller_is_back_with_the_same_agent() throws Exception {
        TwinCall call = play(fast().human("+61290001111", HumanScript.Does.NO_ANSWER));

        assertThat(twin.violations()).as(call::toString).isEmpty();
        assertThat(call.callIds()).hasSize(1);
        assertThat(owners(call))
                .containsSubsequence(Owner.Kind.AGENT, Owner.Kind.RINGING, Owner.Kind.AGENT, Owner.Kind.GONE);
    }

    @Test
    void nobody_answers_a_redirect_and_a_new_agent_session_takes_the_caller() throws Exception {
        TwinCall call =
                play(fast().with(Switches.REFER, Faults.Refer.ERROR).human("+61290001111", HumanScript.Does.NO_ANSWER));

        assertThat(twin.violations()).as(call::toString).isEmpty();
        assertThat(call.callIds()).hasSize(2);
        assertThat(owners(call))
                .containsSubsequence(Owner.Kind.AGENT, Owner.Kind.RINGING, Owner.Kind.AGENT, Owner.Kind.GONE);
    }

    @Test
    void a_call_that_nobody_accepts_fails_with_sip_400() throws Exception {
        gateway.accepts = false;

        TwinCall call = play(fast().with(Switches.ACCEPT_DEADLINE_MS, 150));

        assertThat(gateway.posts)
                .filteredOn(post -> post.containsKey("DialCallStatus"))
                .first()
                .satisfies(post -> assertThat(post)
                        .containsEntry("DialCallStatus", "failed")
                        .containsEntry("DialSipResponseCode", "400")
                        .containsEntry("ErrorCode", "13224")
                        .containsEntry("DialBridged", "false"));
        assertThat(call.bridges()).as("the rescue").hasSize(1);
    }

    @Test
    void a_machine_that_answers_is_no_bridge() throws Exception {
        TwinCall call = play(
                fast().human("+61290001111", HumanScript.Does.VOICEMAIL_BOX).with(Switches.REFER, Faults.Refer.SILENT));

        assertThat(call.bridges()).isEmpty();
        assertThat(gateway.posts)
                .filteredOn(post ->
                        "completed".equals(post.get("DialCallStatus")) && "false".equals(post.get("DialBridged")))
                .isNotEmpty();
    }

    @Test
    void a_late_refer_finds_the_leg_gone_after_the_redirect() throws Exception {
        TwinCall call = play(fast().with(Switches.REFER, Faults.Refer.LATE)
                .with(Switches.REFER_LATE_MS, 700)
                .with(Switches.HUMAN_TALK_MS, 800));

        assertThat(call.bridges()).singleElement().extracting(Bridge::mechanism).isEqualTo("redirect");
        assertThat(call.story()).extracting(StoryLine::text).contains("a REFER found the leg gone");
    }

    @Test
    void a_refer_that_is_told_to_wait_leaves_the_caller_to_the_redirect() throws Exception {
        gateway.waitDocument = "<Response><Pause length=\"30\"/></Response>";

        TwinCall call = play(fast());

        assertThat(call.exchanges("refer-url")).hasSize(1);
        assertThat(call.rings()).hasSize(1);
        assertThat(call.bridges()).singleElement().extracting(Bridge::mechanism).isEqualTo("redirect");
        assertThat(twin.violations()).isEmpty();
    }

    @Test
    void a_refer_whose_document_ends_without_a_dial_gives_the_caller_back_to_the_agent() throws Exception {
        gateway.waitDocument = "<Response><Pause length=\"0\"/></Response>";
        gateway.evidenceMs = 0;

        TwinCall call = play(fast());

        assertThat(owners(call)).containsSequence(Owner.Kind.AGENT, Owner.Kind.NOBODY, Owner.Kind.AGENT);
        assertThat(call.callIds()).hasSize(1);
        assertThat(call.rings()).isEmpty();
    }

    @Test
    void many_calls_at_once_keep_apart() throws Exception {
        List<TwinCall> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            calls.add(twin.placeCall(fast().with(Switches.FROM, "+6140000" + (1000 + i))
                    .with(Switches.JITTER_MS, 50)
                    .with(Switches.REFER, i % 2 == 0 ? Faults.Refer.WORKS : Faults.Refer.ERROR)));
        }

        for (TwinCall call : calls) {
            assertThat(call.awaitOver(LIMIT)).as(call::toString).isTrue();
            assertThat(call.bridges()).as(call::toString).hasSize(1);
        }
        assertThat(twin.violations()).isEmpty();
        assertThat(calls).extracting(TwinCall::parentSid).doesNotHaveDuplicates();
        assertThat(gateway.badSignatures).isEmpty();
    }

    @Test
    void the_same_seed_plays_the_same_call() throws Exception {
        CallScript script = fast().with(Switches.SEED, 42)
                .with(Switches.ANSWER_MS, 200)
                .with(Switches.THINK_MS, 200)
                .with(Switches.REFER_DELAY_MS, 200);
        TwinCall first = play(script);
        TwinCall second;
        try (Twin other = Twin.start(TwinOptions.usual());
                StandInGateway itsGateway = new StandInGateway(other)) {
            second = other.placeCall(script);
            assertThat(second.awaitOver(LIMIT)).isTrue();
            assertThat(itsGateway.badSignatures).isEmpty();
        }

        assertThat(second.parentSid()).isEqualTo(first.parentSid());
        assertThat(second.callIds()).isEqualTo(first.callIds());
        assertThat(second.story())
                .extracting(StoryLine::text)
                .as("in any order: two things may happen in the same millisecond")
                .containsExactlyInAnyOrderElementsOf(
                        first.story().stream().map(StoryLine::text).toList());
    }
}

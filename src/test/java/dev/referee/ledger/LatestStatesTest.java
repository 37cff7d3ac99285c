package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.AgentLeg;
import dev.referee.call.Call;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.call.Stage;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LatestStatesTest {

    private static final CallKey KEY = Rows.key(1);

    private final LatestStates states = new LatestStates();

    private static LatestStates.State state(CallKey key, Stage stage, long version) {
        boolean over = stage.isOver();
        AgentLeg agent = over ? new AgentLeg.None() : new AgentLeg.Attached("d1", session(key));
        CallFile file = new CallFile(new Call(stage, agent, 0, 0), null);
        CallHead head = new CallHead(
                key,
                null,
                leg(key),
                "default",
                "",
                "",
                "",
                Instant.EPOCH,
                over ? Instant.EPOCH : null,
                null,
                "n",
                file);
        return new LatestStates.State(head, version);
    }

    private static String leg(CallKey key) {
        return "CA0000" + key.value().substring("c-".length()) + "00";
    }

    private static CallId session(CallKey key) {
        return new CallId("rtc_" + key.value());
    }

    private void put(LatestStates.State state) {
        states.put(state, states.epoch());
    }

    @Test
    void a_state_is_found_by_its_key_and_by_its_names() {
        put(state(KEY, Stage.WITH_AGENT, 3));

        assertThat(states.find(KEY)).isEqualTo(state(KEY, Stage.WITH_AGENT, 3));
        assertThat(states.keyOf(new CarrierCallId(leg(KEY)))).contains(KEY);
        assertThat(states.keyOf(session(KEY))).contains(KEY);
        assertThat(states.find(Rows.key(2))).isNull();
        assertThat(states.keyOf(new CarrierCallId("CA" + "0".repeat(32)))).isEmpty();
    }

    /** OpenAI's ids are opaque: one may look like the carrier's. */
    @Test
    void a_session_that_is_called_like_a_caller_s_leg_is_not_taken_for_it() {
        put(state(KEY, Stage.WITH_AGENT, 3));

        assertThat(states.keyOf(new CallId(leg(KEY)))).isEmpty();
    }

    @Test
    void of_two_that_come_in_the_wrong_order_the_later_one_stays() {
        put(state(KEY, Stage.ENDED, 5));
        put(state(KEY, Stage.WITH_AGENT, 4));

        assertThat(states.find(KEY)).as("it is over").isNull();

        put(state(Rows.key(2), Stage.LANDED, 5));
        put(state(Rows.key(2), Stage.WITH_AGENT, 4));

        assertThat(states.find(Rows.key(2))).isEqualTo(state(Rows.key(2), Stage.LANDED, 5));
    }

    @Test
    void what_was_stored_before_all_was_forgotten_is_not_taken() {
        long before = states.epoch();
        put(state(KEY, Stage.WITH_AGENT, 1));

        states.clear();
        states.put(state(KEY, Stage.WITH_AGENT, 2), before);

        assertThat(states.find(KEY)).isNull();
        assertThat(states.keyOf(new CarrierCallId(leg(KEY)))).isEmpty();
    }

    @Test
    void of_a_call_that_is_over_nothing_is_left() {
        put(state(KEY, Stage.WITH_AGENT, 1));
        put(state(Rows.key(2), Stage.WITH_AGENT, 1));
        put(state(Rows.key(2), Stage.ENDED, 2));

        assertThat(states.find(Rows.key(2))).isNull();
        assertThat(states.keyOf(new CarrierCallId(leg(Rows.key(2))))).isEmpty();
        assertThat(states.keyOf(session(Rows.key(2)))).isEmpty();
        assertThat(states.find(KEY)).isNotNull();
    }

    @Test
    void the_call_that_was_used_longest_ago_is_forgotten_with_its_names() {
        put(state(KEY, Stage.WITH_AGENT, 1));
        put(state(Rows.key(2), Stage.WITH_AGENT, 1));
        for (int each = 3; each < 10_002; each++) {
            assertThat(states.find(KEY)).isNotNull();
            put(state(Rows.key(each), Stage.WITH_AGENT, 1));
        }

        assertThat(states.find(Rows.key(2))).isNull();
        assertThat(states.keyOf(new CarrierCallId(leg(Rows.key(2))))).isEmpty();
        assertThat(states.find(KEY)).isNotNull();
    }
}

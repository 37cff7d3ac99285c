package dev.referee.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.transfer.Outcome;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Whole calls in a simulated world of faults: whoever stays on the line ends with a human, in the voicemail box or back
 * with the agent, unless every way is blocked. {@code -Dreferee.seed=…} replays one world; a failure prints its log.
 */
class WorldTest {

    private static final int WORLDS = 12_000;
    private static final long BASE_SEED = 20_261_122L;

    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);

    @Test
    void every_caller_who_stays_is_looked_after() {
        String replay = System.getProperty("referee.seed");
        if (replay != null) {
            live(Long.parseLong(replay));
            return;
        }

        for (int world = 0; world < WORLDS; world++) {
            live(BASE_SEED * 37 + world);
        }

        assertThat(outcomes).containsOnlyKeys(Outcome.values());
        assertThat(outcomes.get(Outcome.FAILED))
                .as("failure is the exception: %s", outcomes)
                .isLessThan(WORLDS / 10);
    }

    private void live(long seed) {
        World world = new World(seed);
        try {
            Outcome outcome = world.run();
            if (outcome != null) {
                outcomes.merge(outcome, 1, Integer::sum);
            }
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    failure.getMessage() + "\nreplay with -Dreferee.seed=" + seed + "\n"
                            + String.join("\n", world.log()),
                    failure);
        }
    }
}

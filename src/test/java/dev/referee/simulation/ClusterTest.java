package dev.referee.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Outcome;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * One to three nodes under virtual time, in a storm of crashes between any two steps, pauses, a database that comes and
 * goes, and a network that delays, doubles, reorders and drops; then calm. The guarantees of architecture §2 are checked
 * at every step, and at the end that nothing is left: no call, transfer, timer, waiting thread, lease, mail or webhook.
 *
 * <p>A failure prints its seed and its story; {@code -Dreferee.seed=…} replays it. {@code -Dreferee.runs=…} sets the
 * number of runs, {@code -Dreferee.base=…} the seed of the first. A million:
 *
 * <pre>mvn -q test -Dtest=ClusterTest -Dsurefire.failIfNoSpecifiedTests=false -Dreferee.runs=1000000</pre>
 */
class ClusterTest {

    private static final int RUNS = 3_000;
    private static final long BASE_SEED = 20_261_122L;

    private final Map<String, Integer> reached = new TreeMap<>();

    @Test
    void nothing_is_lost_in_any_storm() {
        String replay = System.getProperty("referee.seed");
        if (replay != null) {
            throw new AssertionError(story(Long.parseLong(replay)));
        }
        int runs = Integer.getInteger("referee.runs", RUNS);
        long base = Long.getLong("referee.base", BASE_SEED * 41);

        for (int run = 0; run < runs; run++) {
            live(base + run);
        }

        assertThat(reached.keySet())
                .as("the storms reach every outcome through every mechanism: %s", reached)
                .contains("BRIDGED", "VOICEMAIL", "RETURNED", "ABANDONED", "FAILED")
                .contains("won REFER", "won REDIRECT", "won RELEASE");
    }

    private void live(long seed) {
        Cluster cluster = new Cluster(seed, false);
        try {
            cluster.run();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(failure + "\nreplay with -Dreferee.seed=" + seed + "\n" + story(seed), failure);
        }
        cluster.ledger().transfers().values().forEach(transfer -> {
            Outcome outcome = transfer.outcome;
            reached.merge(String.valueOf(outcome), 1, Integer::sum);
            Mechanism winner = transfer.winner;
            if (winner != null) {
                reached.merge("won " + winner, 1, Integer::sum);
            }
        });
    }

    /** Plays a seed once more and writes everything down. */
    private static String story(long seed) {
        Cluster cluster = new Cluster(seed, true);
        String end = "all went well";
        try {
            cluster.run();
        } catch (AssertionError | RuntimeException failure) {
            end = String.valueOf(failure);
        }
        return String.join("\n", cluster.time().log()) + "\n" + end;
    }
}

package dev.referee.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.transfer.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Seeded random walks over the call machine: likely and impossible events in any order. {@code -Dreferee.seed=…}
 * replays one walk; a failure names its seed, its events, and a list that was shrunk as far as it still fails.
 */
class RandomWalkTest {

    private static final int WALKS = 20_000;
    private static final int STEPS_MAX = 60;
    private static final long BASE_SEED = 20_261_122L;

    private final Map<String, Integer> reached = new TreeMap<>();

    @Test
    void every_walk_keeps_every_invariant_and_ends() {
        String replay = System.getProperty("referee.seed");
        if (replay != null) {
            walk(Long.parseLong(replay));
            return;
        }

        for (int walk = 0; walk < WALKS; walk++) {
            walk(BASE_SEED * 31 + walk);
        }

        assertThat(reached.keySet())
                .as("the walks reach every outcome through every mechanism: %s", reached)
                .contains("bridged", "voicemail", "returned", "abandoned", "failed")
                .contains("won refer", "won redirect", "won release");
    }

    private void walk(long seed) {
        Random random = new Random(seed);
        WalkSteps picks = new WalkSteps(random);
        List<Walk.Step> steps = new ArrayList<>();
        Walk walk = new Walk();
        int length = 5 + random.nextInt(STEPS_MAX - 5);
        try {
            for (int step = 0; step < length; step++) {
                Walk.Step next = picks.next(walk);
                steps.add(next);
                walk.step(next).facts().forEach(this::count);
            }
            walk.finish();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(report(seed, steps, failure), failure);
        }
    }

    private void count(Fact fact) {
        if (fact instanceof Fact.OutcomeReached outcome) {
            reached.merge(outcome.outcome().word(), 1, Integer::sum);
        } else if (fact instanceof Fact.Won won) {
            reached.merge("won " + won.mechanism().word(), 1, Integer::sum);
        }
    }

    private static String report(long seed, List<Walk.Step> steps, Throwable failure) {
        List<Walk.Step> shrunk = shrink(steps);
        return failure.getMessage() + "\nreplay with -Dreferee.seed=" + seed + "\nshrunk to " + shrunk.size() + " of "
                + steps.size() + " steps, which end with: " + failureOf(shrunk) + "\n" + lines(shrunk)
                + "\nall steps:\n"
                + lines(steps);
    }

    private static String lines(List<Walk.Step> steps) {
        return steps.stream().map(step -> "  " + step).collect(Collectors.joining("\n"));
    }

    /** Leaves out one step after the other, as long as something still fails. */
    private static List<Walk.Step> shrink(List<Walk.Step> steps) {
        List<Walk.Step> shrunk = new ArrayList<>(steps);
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (int at = shrunk.size() - 1; at >= 0; at--) {
                List<Walk.Step> without = new ArrayList<>(shrunk);
                without.remove(at);
                if (failureOf(without) != null) {
                    shrunk = without;
                    smaller = true;
                }
            }
        }
        return shrunk;
    }

    private static @Nullable String failureOf(List<Walk.Step> steps) {
        try {
            Walk.all(steps);
            return null;
        } catch (AssertionError | RuntimeException failure) {
            return String.valueOf(failure.getMessage());
        }
    }
}

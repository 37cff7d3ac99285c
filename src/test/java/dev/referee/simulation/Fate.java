package dev.referee.simulation;

import dev.referee.transfer.Ending;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How one simulated world behaves, fixed by its seed.
 *
 * @param referAfter when a REFER reaches the carrier; null if never
 * @param redirectAfter when a redirect is applied; null if never
 * @param callerLeavesAfter when the caller hangs up; null if he stays
 * @param agents whether the agent comes up when dialled the first, second … time
 * @param humans what the human at each number does
 */
record Fate(
        Refer refer,
        @Nullable Duration referAfter,
        Rest rest,
        @Nullable Duration redirectAfter,
        boolean releaseWorks,
        boolean actionOnRedirect,
        boolean vendorTalks,
        @Nullable Duration callerLeavesAfter,
        List<Boolean> agents,
        List<Human> humans,
        Ending ending) {

    /** What the vendor answers to {@code /refer}. */
    enum Refer {
        ACCEPTED,
        REFUSED,
        UNKNOWN,
        BREAKER_OPEN
    }

    /** What the carrier's REST API answers to a redirect. */
    enum Rest {
        ACCEPTED,
        SERVER_ERROR,
        REFUSED,
        UNREACHABLE,
        HANGS
    }

    /** What a human does when his phone rings; he talks for so long if he answers. */
    record Human(Duration reactsAfter, @Nullable Duration talks, boolean busy) {}

    static Fate of(Random random) {
        Refer refer = one(random, Refer.values());
        boolean arrives = refer != Refer.REFUSED && refer != Refer.BREAKER_OPEN && random.nextInt(10) < 6;
        Duration referAfter =
                !arrives ? null : random.nextInt(4) > 0 ? between(random, 100, 1_500) : between(random, 3_000, 9_000);
        Rest rest = random.nextBoolean() ? Rest.ACCEPTED : one(random, Rest.values());
        boolean applies = rest != Rest.REFUSED && rest != Rest.UNREACHABLE && random.nextInt(4) > 0;
        Duration redirectAfter =
                !applies ? null : rest == Rest.HANGS ? between(random, 200, 9_000) : between(random, 100, 900);
        Duration leaves = random.nextInt(4) == 0 ? between(random, 500, 60_000) : null;
        List<Boolean> agents =
                List.of(random.nextInt(8) > 0, random.nextInt(6) > 0, random.nextInt(6) > 0, random.nextInt(6) > 0);
        List<Human> humans = List.of(human(random), human(random));
        return new Fate(
                refer,
                referAfter,
                rest,
                redirectAfter,
                random.nextInt(4) > 0,
                random.nextInt(5) > 0,
                random.nextInt(6) == 0,
                leaves,
                agents,
                humans,
                one(random, Ending.values()));
    }

    private static Human human(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> new Human(between(random, 300, 2_000), null, true);
            case 1 -> new Human(Duration.ofHours(1), null, false);
            default ->
                new Human(
                        between(random, 500, 24_000),
                        random.nextInt(4) == 0 ? between(random, 100, 3_000) : between(random, 3_000, 60_000),
                        false);
        };
    }

    static Duration between(Random random, int fromMs, int toMs) {
        return Duration.ofMillis(fromMs + random.nextInt(toMs - fromMs));
    }

    private static <T> T one(Random random, T[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}

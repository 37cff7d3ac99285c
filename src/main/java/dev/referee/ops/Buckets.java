package dev.referee.ops;

import java.time.Duration;
import java.util.Arrays;

/** Upper bounds of histograms. */
final class Buckets {

    private Buckets() {}

    static Duration[] millis(long... bounds) {
        return Arrays.stream(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}

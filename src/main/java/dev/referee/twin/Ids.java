package dev.referee.twin;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Ids of one call. Each depends on the seed, the kind and how many of that kind came before, not on what else happened in
 * between, so the same seed gives the same ids however the network interleaves.
 */
final class Ids {

    private static final String MIXED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final long seed;
    private final Map<String, Integer> counts = new HashMap<>();
    private final SplittableRandom jitter;

    Ids(long seed) {
        this.seed = seed;
        this.jitter = new SplittableRandom(seed ^ 0x5eed);
    }

    /** The prefix and 32 hexadecimal digits, the form of the carrier's ids. */
    String hex(String prefix) {
        SplittableRandom random = next(prefix);
        return prefix + "%016x%016x".formatted(random.nextLong(), random.nextLong());
    }

    /** The prefix and letters of both cases, a form of the vendor's ids. */
    String mixed(String prefix, int length) {
        SplittableRandom random = next(prefix);
        StringBuilder text = new StringBuilder(prefix);
        for (int i = 0; i < length; i++) {
            text.append(MIXED.charAt(random.nextInt(MIXED.length())));
        }
        return text.toString();
    }

    /** A number from 0 to the bound, both included. */
    int jitter(int bound) {
        return bound <= 0 ? 0 : jitter.nextInt(bound + 1);
    }

    private SplittableRandom next(String kind) {
        int count = counts.merge(kind, 1, Integer::sum);
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + kind.hashCode() * 31L + count);
    }
}

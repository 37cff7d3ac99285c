package dev.referee.bench;

import java.util.Arrays;
import java.util.Collection;

/** Times in milliseconds, sorted, for their percentiles. Immutable. */
final class Spread {

    private final double[] sorted;

    private Spread(double[] sorted) {
        this.sorted = sorted;
    }

    static Spread of(Collection<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Spread(sorted);
    }

    int count() {
        return sorted.length;
    }

    double median() {
        return at(50);
    }

    double p99() {
        return at(99);
    }

    double most() {
        return at(100);
    }

    /** The value that so many percent do not exceed, by nearest rank; NaN without any value. */
    double at(double percent) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }
}

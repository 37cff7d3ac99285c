package dev.referee.bench;

import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** A part of the benchmark: what it does with one gateway, and what it tells of it. */
abstract class Part {

    /** So often is measured what the host has disturbed. */
    private static final int TRIES = 3;

    final Options options;
    final Report report;

    Part(Options options, Report report) {
        this.options = options;
        this.report = report;
    }

    /** Measures it on a gateway of its own. */
    final void run(Kind kind) {
        if (!fits(kind)) {
            return;
        }
        try (Bed bed = Bed.make(options, kind)) {
            measure(kind, bed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether it says something of this kind of gateway. */
    boolean fits(Kind kind) {
        return true;
    }

    /** Measures it; the gateway has been started and may not serve yet. */
    abstract void measure(Kind kind, Bed bed) throws InterruptedException;

    /** Waits until it serves, and has whole calls come until it is warm. */
    final void warm(Bed bed) {
        bed.gateway().awaitReady();
        bed.callers().warmUp(Callers.wholeCall(), options.rate(), options.warmUp());
    }

    /** Measures it until the host has left it alone, three times at most; then the calmest counts. */
    static <T> T calmest(Supplier<T> measure, ToDoubleFunction<T> stolen) {
        T best = measure.get();
        for (int i = 1; i < TRIES && !Stolen.isCalm(stolen.applyAsDouble(best)); i++) {
            T next = measure.get();
            if (stolen.applyAsDouble(next) < stolen.applyAsDouble(best)) {
                best = next;
            }
        }
        return best;
    }
}

package dev.referee.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** A part of the benchmark: what it does with one gateway, and what it tells of it. */
abstract class Part {

    /** So often is measured what the host has disturbed. */
    static final int TRIES = 3;

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

    /**
     * Measures one window after the other, until the host has left so many alone; of those that it disturbed the calmest count
     * if there is no other.
     *
     * @param window measures one, given what it began with, and gives what makes it count
     */
    static void calmest(int wanted, Function<Stolen, Runnable> window) {
        List<Window> windows = new ArrayList<>();
        while (windows.stream().filter(Window::isCalm).count() < wanted && windows.size() < TRIES * wanted) {
            Stolen stolen = Stolen.now();
            Runnable counts = window.apply(stolen);
            windows.add(new Window(stolen.percent(), counts));
        }
        windows.stream()
                .sorted(Comparator.comparingDouble(each -> each.isCalm() ? 0 : each.stolen()))
                .limit(wanted)
                .forEach(each -> each.counts().run());
    }

    private record Window(double stolen, Runnable counts) {

        boolean isCalm() {
            return Stolen.isCalm(stolen);
        }
    }
}

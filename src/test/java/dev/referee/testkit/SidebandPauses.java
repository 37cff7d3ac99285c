package dev.referee.testkit;

import dev.referee.sideband.AttachTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The pauses between two handshakes of a sideband, in the scenario's time, and how many there are. Thread-safe. */
final class SidebandPauses implements AttachTime {

    private final VirtualTime time;
    private final AtomicInteger count = new AtomicInteger();

    SidebandPauses(VirtualTime time) {
        this.time = time;
    }

    /** Sidebands that wait for their next handshake. */
    int count() {
        return count.get();
    }

    @Override
    public long nanoTime() {
        return Duration.between(Instant.EPOCH, time.instant()).toNanos();
    }

    /** A pause ends when its timer fires, not when the event loop has noticed: in between the sideband is busy. */
    @Override
    public Runnable after(Duration wait, Runnable task) {
        AtomicBoolean pausing = new AtomicBoolean(true);
        Runnable end = () -> {
            if (pausing.getAndSet(false)) {
                count.decrementAndGet();
            }
        };
        count.incrementAndGet();
        Runnable takeBack = time.afterNanos(wait.toNanos(), () -> {
            end.run();
            task.run();
        });
        return () -> {
            takeBack.run();
            end.run();
        };
    }
}

package dev.referee.ops;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When things began that are to be measured, up to a bound; beyond it the oldest is forgotten and not measured.
 * Thread-safe.
 *
 * @param <K> names one thing
 */
final class Beginnings<K> {

    private final Map<K, Instant> began;

    Beginnings(int most) {
        this.began = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Instant> oldest) {
                return size() > most;
            }
        };
    }

    /** It began now, unless it had begun before. */
    synchronized void begin(K what, Instant at) {
        began.putIfAbsent(what, at);
    }

    /** When it began, if that is remembered. */
    synchronized Optional<Instant> of(K what) {
        return Optional.ofNullable(began.get(what));
    }

    /** When it began, for the last time. */
    synchronized Optional<Instant> end(K what) {
        return Optional.ofNullable(began.remove(what));
    }

    synchronized int size() {
        return began.size();
    }
}

package dev.referee.sideband;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Who wants which events. Thread-safe; reading takes no lock.
 *
 * <p>A reload of routes stops the old consumer a moment before the new one starts. So when the last consumer of
 * a type leaves, events of that type are held (in the mailboxes, up to their bound) until another consumer comes, at most
 * {@link #HOLD}; after that nobody wants them and they are dropped.
 */
final class Subscriptions {

    static final Duration HOLD = Duration.ofSeconds(5);

    /** One consumer's wish. Identity counts: two equal wishes are two consumers. */
    static final class Entry {
        final SidebandTypes types;
        final SidebandListener listener;

        Entry(SidebandTypes types, SidebandListener listener) {
            this.types = types;
            this.listener = listener;
        }
    }

    private final Runnable onChange;
    private final Executor later;
    private volatile List<Entry> live = List.of();
    private volatile List<Entry> departed = List.of();

    /** @param onChange called when held events may go on, from any thread */
    Subscriptions(Runnable onChange) {
        this(onChange, CompletableFuture.delayedExecutor(HOLD.toMillis(), TimeUnit.MILLISECONDS));
    }

    Subscriptions(Runnable onChange, Executor later) {
        this.onChange = onChange;
        this.later = later;
    }

    Entry add(SidebandTypes types, SidebandListener listener) {
        Entry entry = new Entry(types, listener);
        synchronized (this) {
            live = with(live, entry);
            departed = List.of();
        }
        onChange.run();
        return entry;
    }

    void remove(Entry entry) {
        synchronized (this) {
            if (!live.contains(entry)) {
                return;
            }
            live = without(live, entry);
            departed = with(departed, entry);
        }
        later.execute(() -> forget(entry));
    }

    /** Whether a frame of that type has, or had a moment ago, a consumer. */
    boolean wanted(String type) {
        return matches(live, type) || matches(departed, type);
    }

    /** Whether an event of that type waits for the next consumer. */
    boolean holding(String type) {
        return !matches(live, type) && matches(departed, type);
    }

    /** The consumers of that type, in the order in which they came. */
    List<SidebandListener> listeners(String type) {
        List<SidebandListener> listeners = new ArrayList<>(1);
        for (Entry entry : live) {
            if (entry.types.contains(type)) {
                listeners.add(entry.listener);
            }
        }
        return listeners;
    }

    private void forget(Entry entry) {
        synchronized (this) {
            departed = without(departed, entry);
        }
        onChange.run();
    }

    private static boolean matches(List<Entry> entries, String type) {
        for (Entry entry : entries) {
            if (entry.types.contains(type)) {
                return true;
            }
        }
        return false;
    }

    private static List<Entry> with(List<Entry> entries, Entry entry) {
        List<Entry> copy = new ArrayList<>(entries);
        copy.add(entry);
        return List.copyOf(copy);
    }

    private static List<Entry> without(List<Entry> entries, Entry entry) {
        return entries.stream().filter(other -> other != entry).toList();
    }
}

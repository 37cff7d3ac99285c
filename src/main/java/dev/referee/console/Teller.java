package dev.referee.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the pages that watch are told, and when. Used by one thread at a time, except {@link #changed}. Failures of the
 * database come out; the next look makes up for them.
 */
final class Teller {

    private static final long OVERVIEW_LEAST = Duration.ofMillis(500).toNanos();

    /** The last hour moves on even if nothing happens. */
    private static final long OVERVIEW_MOST = Duration.ofSeconds(60).toNanos();

    private static final long BEAT = Duration.ofSeconds(15).toNanos();

    /** Then the page connects again, if its operator is still signed in. */
    private static final Duration LIFE = Duration.ofHours(1);

    private final Supplier<Overview> overviews;
    private final News news;
    private final ObjectMapper mapper;
    private final Set<Listener> listeners;
    private volatile boolean changed;
    private @Nullable String told;
    private long toldAt;
    private long beatAt;

    Teller(Supplier<Overview> overviews, News news, ObjectMapper mapper, Set<Listener> listeners) {
        this.overviews = overviews;
        this.news = news;
        this.mapper = mapper;
        this.listeners = listeners;
    }

    /** Nobody has watched for a while. */
    void begin() {
        news.forget();
        told = null;
        beatAt = System.nanoTime();
        news.look();
    }

    /** A page has just connected. */
    void greet(Listener listener) {
        if (told == null || System.nanoTime() - toldAt >= OVERVIEW_LEAST) {
            tellAll();
        } else {
            listener.overview(told);
        }
    }

    /** Something on this node is not as it was. */
    void changed() {
        changed = true;
    }

    /**
     * Tells what is new.
     *
     * @return in how many milliseconds to look again because an overview would have come too soon; 0 if that need not be
     */
    long look() {
        List<Changed> calls = news.look();
        if (!calls.isEmpty()) {
            calls.forEach(this::tell);
            changed = true;
        }
        long since = System.nanoTime() - toldAt;
        if (changed && since < OVERVIEW_LEAST) {
            return TimeUnit.NANOSECONDS.toMillis(OVERVIEW_LEAST - since) + 1;
        }
        if (changed || since >= OVERVIEW_MOST) {
            tellAll();
        }
        return 0;
    }

    /** Shows every now and then that we are here. */
    void beat() {
        long now = System.nanoTime();
        if (now - beatAt >= BEAT) {
            beatAt = now;
            listeners.forEach(Listener::beat);
            listeners.stream().filter(listener -> listener.isOlderThan(LIFE)).forEach(Listener::close);
        }
    }

    private void tell(Changed call) {
        String json = json(call);
        listeners.forEach(listener -> listener.call(call.key(), json));
    }

    private void tellAll() {
        changed = false; // what changes while it is read is told with the next
        try {
            String json = json(overviews.get());
            told = json;
            toldAt = System.nanoTime();
            listeners.forEach(listener -> listener.overview(json));
        } catch (RuntimeException away) {
            changed = true;
            throw away;
        }
    }

    private String json(Object body) {
        try {
            return mapper.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records can always be written", e);
        }
    }
}

package dev.referee.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.config.ConsoleSettings;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallNews;
import dev.referee.ledger.LedgerListener;
import dev.referee.ops.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells the pages that watch what changes: at once what this node decides, within a second what others do. One thread
 * looks, and only while somebody watches; those who decide events only wake it. Ends with the drain. Thread-safe.
 */
@Component
class LiveStream implements LedgerListener {

    private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);

    private static final long TICK_MS = 1000;

    /** What happens together is told together. */
    private static final long GATHER_MS = 50;

    private static final long OVERVIEW_LEAST = Duration.ofMillis(500).toNanos();

    /** The last hour moves on even if nothing happens. */
    private static final long OVERVIEW_MOST = Duration.ofSeconds(60).toNanos();

    private static final long BEAT = Duration.ofSeconds(15).toNanos();

    /** Then the page connects again, if its operator is still signed in. */
    private static final long LIFE = Duration.ofHours(1).toNanos();

    private final Supplier<Overview> overviews;
    private final News news;
    private final ObjectMapper mapper;
    private final int most;
    private final ThreadPoolExecutor senders;
    private final ScheduledThreadPoolExecutor pump;
    private final Map<Listener, Long> listeners = new ConcurrentHashMap<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean dirty;
    private volatile boolean stopped;
    private @Nullable Future<?> ticking;

    // of the pump's thread
    private @Nullable String told;
    private long toldAt;
    private long beatAt;

    @Autowired
    LiveStream(
            Overviews overviews, BreakerWatch breaker, CallNews ledger, ObjectMapper mapper, ConsoleSettings settings) {
        this(overviews::now, new News(ledger, System::nanoTime), mapper, settings.listeners());
        breaker.onChange(this::touched);
    }

    LiveStream(Supplier<Overview> overviews, News news, ObjectMapper mapper, int most) {
        this.overviews = overviews;
        this.news = news;
        this.mapper = mapper;
        this.most = most;
        this.senders = LiveThreads.senders(most);
        this.pump = LiveThreads.pump();
    }

    /** A new page watches; it is told at once how things stand. Refused with 503 beyond the bound and while this node stops. */
    SseEmitter open() {
        SseEmitter emitter = new SseEmitter(0L); // it ends when we say so
        synchronized (this) {
            if (stopped) {
                throw new Problem(HttpStatus.SERVICE_UNAVAILABLE, "this node stops; try again", Duration.ofSeconds(2));
            }
            if (listeners.size() >= most) {
                throw new Problem(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "no more than " + most + " pages may watch this node at once",
                        Duration.ofSeconds(15));
            }
            Listener[] self = new Listener[1];
            Listener listener = new Listener(emitter, senders, () -> leave(self[0]));
            self[0] = listener;
            listeners.put(listener, System.nanoTime());
            if (ticking == null) {
                pump.execute(this::begin);
                ticking = pump.scheduleWithFixedDelay(this::look, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
            }
            pump.execute(() -> greet(listener));
        }
        return emitter;
    }

    private void leave(Listener listener) {
        listeners.remove(listener);
        synchronized (this) {
            if (listeners.isEmpty() && ticking != null) {
                ticking.cancel(false);
                ticking = null;
            }
        }
    }

    /** How many pages watch. */
    int count() {
        return listeners.size();
    }

    @Override
    public void applied(Applied applied) {
        touched();
    }

    private void touched() {
        if (!listeners.isEmpty()) {
            dirty = true;
            wake(GATHER_MS);
        }
    }

    private void wake(long delayMs) {
        if (!stopped && woken.compareAndSet(false, true)) {
            pump.schedule(this::wokenUp, delayMs, TimeUnit.MILLISECONDS);
        }
    }

    private void wokenUp() {
        woken.set(false);
        look();
    }

    /** Nobody has watched for a while. */
    private void begin() {
        news.forget();
        told = null;
        beatAt = System.nanoTime();
        guarded(news::look);
    }

    private void greet(Listener listener) {
        guarded(() -> {
            if (told == null || System.nanoTime() - toldAt >= OVERVIEW_LEAST) {
                tellAll();
            } else {
                listener.overview(told);
            }
        });
    }

    private void look() {
        guarded(this::lookForNews);
        guarded(this::beat);
    }

    private void lookForNews() {
        List<Changed> changed = news.look();
        if (!changed.isEmpty()) {
            dirty = true;
            changed.forEach(this::tell);
        }
        long since = System.nanoTime() - toldAt;
        if (dirty && since < OVERVIEW_LEAST) {
            wake(TimeUnit.NANOSECONDS.toMillis(OVERVIEW_LEAST - since) + 1);
        } else if (dirty || since >= OVERVIEW_MOST) {
            tellAll();
        }
    }

    private void tell(Changed changed) {
        String json = json(changed);
        listeners.keySet().forEach(listener -> listener.call(changed.key(), json));
    }

    private void tellAll() {
        dirty = false;
        String json = json(overviews.get());
        told = json;
        toldAt = System.nanoTime();
        listeners.keySet().forEach(listener -> listener.overview(json));
    }

    private void beat() {
        long now = System.nanoTime();
        if (now - beatAt >= BEAT) {
            beatAt = now;
            listeners.keySet().forEach(Listener::beat);
            listeners.forEach((listener, since) -> {
                if (now - since >= LIFE) {
                    listener.close();
                }
            });
        }
    }

    /** The pump goes on, whatever happens. */
    private void guarded(Runnable step) {
        try {
            if (!listeners.isEmpty()) {
                step.run();
            }
        } catch (DataAccessException | TransactionException away) {
            dirty = true;
            LOG.debug("the console is told nothing while the database is away: {}", away.toString());
        } catch (RuntimeException broken) {
            LOG.warn("the console could not be told what changed", broken);
        }
    }

    private String json(Object body) {
        try {
            return mapper.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records can always be written", e);
        }
    }

    @EventListener
    void readiness(AvailabilityChangeEvent<ReadinessState> event) {
        if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
            stop();
        }
    }

    /** Lets all pages go, so that a stop has nobody to wait for. */
    @EventListener(ContextClosedEvent.class)
    void stop() {
        synchronized (this) {
            stopped = true;
        }
        pump.shutdownNow();
        listeners.keySet().forEach(Listener::close);
        senders.shutdown();
    }
}

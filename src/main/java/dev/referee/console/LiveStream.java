package dev.referee.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.config.ConsoleSettings;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallNews;
import dev.referee.ledger.LedgerListener;
import dev.referee.ops.Problem;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private final int most;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final Teller teller;
    private final ThreadPoolExecutor senders;
    private final ScheduledThreadPoolExecutor pump = LiveThreads.pump();
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean stopped;
    private @Nullable Future<?> ticking;

    LiveStream(
            Overviews overviews, BreakerWatch breaker, CallNews ledger, ObjectMapper mapper, ConsoleSettings settings) {
        this.most = settings.listeners();
        this.teller = new Teller(overviews::now, new News(ledger, System::nanoTime), mapper, listeners);
        this.senders = LiveThreads.senders(most);
        breaker.onChange(this::touched);
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
            listeners.add(listener);
            if (ticking == null) {
                pump.execute(() -> guarded(teller::begin));
                ticking = pump.scheduleWithFixedDelay(this::look, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
            }
            pump.execute(() -> guarded(() -> teller.greet(listener)));
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

    @Override
    public void applied(Applied applied) {
        touched();
    }

    private void touched() {
        if (!listeners.isEmpty()) {
            teller.changed();
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

    private void look() {
        guarded(() -> {
            long again = teller.look();
            if (again > 0) {
                wake(again);
            }
        });
        guarded(teller::beat);
    }

    /** The pump goes on, whatever happens. */
    private void guarded(Runnable step) {
        try {
            if (!listeners.isEmpty()) {
                step.run();
            }
        } catch (DataAccessException | TransactionException away) {
            LOG.debug("the console is told nothing while the database is away: {}", away.toString());
        } catch (RuntimeException broken) {
            LOG.warn("the console could not be told what changed", broken);
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
        listeners.forEach(Listener::close);
        senders.shutdown();
    }
}

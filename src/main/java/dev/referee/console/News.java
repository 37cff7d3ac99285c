package dev.referee.console;

import dev.referee.ledger.CallNews;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Finds the calls of which there is news since it was last asked, on whichever node it happened. Events are looked at
 * again for a while, for a lower number may appear after a higher one; each is told once. Used by one thread at a time.
 */
final class News {

    /** Of one look; beyond it single calls may be missed, while nobody could follow so many anyway. */
    static final int EVENTS_MAX = 5000;

    /** No transaction of an event lasts longer: {@code referee.database} ends it before. */
    static final Duration OVERLAP = Duration.ofSeconds(10);

    /** So many numbers may have been given to transactions that were not over at the first look. */
    private static final int OPEN_MAX = 500;

    private final CallNews ledger;
    private final LongSupplier nanos;
    private final NavigableMap<Long, Long> seen = new TreeMap<>();
    private long horizon = -1;

    News(CallNews ledger, LongSupplier nanos) {
        this.ledger = ledger;
        this.nanos = nanos;
    }

    /** Begins anew: what happened until the next look is no news. */
    void forget() {
        seen.clear();
        horizon = -1;
    }

    /** What there is since the last look; nothing at the first. */
    List<Changed> look() {
        boolean first = horizon < 0;
        long from = first ? Math.max(0, ledger.latest() - OPEN_MAX) : horizon;
        List<CallNews.Event> events = ledger.after(from, EVENTS_MAX);
        horizon = from;
        long now = nanos.getAsLong();
        Map<String, Changed> changed = new LinkedHashMap<>();
        for (CallNews.Event event : events) {
            if (seen.putIfAbsent(event.number(), now) == null && !first) {
                changed.put(event.callKey(), new Changed(event.callKey(), event.callId(), event.number()));
            }
        }
        advance(events.size() == EVENTS_MAX ? now : now - OVERLAP.toNanos());
        return List.copyOf(changed.values());
    }

    /** Numbers up to the highest that was seen by then are done with. */
    private void advance(long by) {
        while (!seen.isEmpty() && seen.firstEntry().getValue() - by <= 0) {
            horizon = seen.pollFirstEntry().getKey();
        }
    }
}

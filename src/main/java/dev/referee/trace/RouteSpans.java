package dev.referee.trace;

import dev.referee.call.CallKey;
import dev.referee.route.ExchangeWatcher;
import dev.referee.route.Vars;
import dev.referee.scope.TraceParent;
import dev.referee.sideband.SidebandEvent;
import dev.referee.sideband.SidebandHeaders;
import dev.referee.tool.FunctionCall;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.TransferId;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;

/**
 * A span for each route that an exchange of a call goes through: webhooks, accept, sideband, tools, mechanisms, callbacks. A
 * webhook is answered before anybody knows its call, so its span waits, with the exchange, for whoever finds that out; what
 * never belongs to a call is dropped. Frames of the conversation have none, for there are many and they tell nothing.
 */
final class RouteSpans implements ExchangeWatcher {

    private static final String STORY = "RefereeTrace";
    private static final String OPEN = "RefereeTraceOpen";
    private static final String SIDEBAND = "sideband:";
    private static final Set<String> SIDEBAND_FACTS =
            Set.of(SidebandEvent.OPENED, SidebandEvent.CLOSED, SidebandEvent.FAILED);
    private static final int WAITING_MAX = 16;

    private final Tracing tracing;
    private final Clock clock;
    private final boolean propagates;
    private final ThreadLocal<Open> current = new ThreadLocal<>();

    RouteSpans(Tracing tracing, Clock clock, boolean propagates) {
        this.tracing = tracing;
        this.clock = clock;
        this.propagates = propagates;
    }

    /**
     * A span of an exchange in a route.
     *
     * @param within the span of the same exchange around it
     * @param outer the span that was open on the thread when it began
     * @param over set by whichever thread ends it: a step that goes on asynchronously may end it on another one
     */
    private record Open(
            Exchange exchange,
            String routeId,
            String id,
            @Nullable String parent,
            Instant from,
            @Nullable Open within,
            @Nullable Open outer,
            @Nullable String headerBefore,
            AtomicBoolean over) {}

    /** What an exchange and those that were tapped from it have in common. Thread-safe. */
    private static final class Story {

        private final @Nullable String first;
        private final List<Waiting> waiting = new ArrayList<>();
        private @Nullable CallKey key;

        Story(@Nullable String first) {
            this.first = first;
        }

        /** The spans that can be written now. */
        synchronized List<Waiting> learn(CallKey known) {
            key = known;
            List<Waiting> ready = List.copyOf(waiting);
            waiting.clear();
            return ready;
        }

        synchronized @Nullable CallKey keyOrWait(Waiting span) {
            if (key == null && waiting.size() < WAITING_MAX) {
                waiting.add(span);
            }
            return key;
        }
    }

    private record Waiting(Open open, Instant to, SpanKind kind, Map<String, String> attributes, boolean failed) {}

    @Override
    public void begun(Route route, Exchange exchange, @Nullable CallKey key) {
        if (!isTold(route, exchange)) {
            return;
        }
        Open outer = open(current.get());
        String id = tracing.newId();
        Story story = exchange.getProperty(STORY, Story.class);
        String parent = parent(exchange, outer, story);
        if (story == null) {
            exchange.setProperty(STORY, new Story(id));
        }
        Open begun = new Open(
                exchange,
                route.getRouteId(),
                id,
                parent,
                clock.instant(),
                exchange.getProperty(OPEN, Open.class),
                outer,
                outer == null ? null : TraceParent.current(),
                new AtomicBoolean());
        exchange.setProperty(OPEN, begun);
        current.set(begun);
        if (propagates && key != null) {
            TraceParent.set(tracing.traceParent(key, id));
        }
    }

    /** The innermost that is known: what encloses it, the mechanism, the transfer; else null for the call. */
    private static @Nullable String parent(Exchange exchange, @Nullable Open outer, @Nullable Story story) {
        Object transfer = exchange.getVariable(Vars.TRANSFER_ID);
        if (transfer instanceof TransferId id && exchange.getVariable(Vars.MECHANISM) instanceof Mechanism mechanism) {
            return outer == null ? TraceIds.mechanism(id.value(), mechanism.word()) : outer.id();
        }
        if (outer != null) {
            return outer.id();
        }
        if (story != null) {
            return story.first;
        }
        return transfer instanceof TransferId id ? TraceIds.transfer(id.value()) : null;
    }

    @Override
    public void done(Route route, Exchange exchange, @Nullable CallKey key) {
        Open open = exchange.getProperty(OPEN, Open.class);
        if (open == null || open.exchange() != exchange || !open.routeId().equals(route.getRouteId())) {
            return;
        }
        open.over().set(true);
        exchange.setProperty(OPEN, open.within());
        if (current.get() == open) {
            TraceParent.set(open.headerBefore());
        }
        Open left = open(current.get());
        if (left == null) {
            current.remove();
        } else {
            current.set(left);
        }
        Story story = exchange.getProperty(STORY, Story.class);
        Waiting span = new Waiting(open, clock.instant(), kind(route), attributes(exchange), exchange.isFailed());
        CallKey known = key;
        if (known != null && story != null) {
            story.learn(known).forEach(waiting -> write(waiting, key));
        } else if (story != null) {
            known = story.keyOrWait(span);
        }
        if (known != null) {
            write(span, known);
        }
    }

    /** This span, or the innermost around it, that is not over. */
    private static @Nullable Open open(@Nullable Open innermost) {
        Open open = innermost;
        while (open != null && open.over().get()) {
            open = open.outer();
        }
        return open;
    }

    private void write(Waiting span, CallKey key) {
        Open open = span.open();
        tracing.write(new Tracing.Done(
                key,
                open.id(),
                open.parent() == null ? TraceIds.root(key) : open.parent(),
                open.routeId(),
                span.kind(),
                open.from(),
                span.to(),
                span.attributes(),
                List.of(),
                span.failed() ? "failed" : null));
    }

    private static boolean isTold(Route route, Exchange exchange) {
        return !route.getEndpoint().getEndpointUri().startsWith(SIDEBAND)
                || SIDEBAND_FACTS.contains(exchange.getMessage().getHeader(SidebandHeaders.EVENT, "", String.class));
    }

    private static SpanKind kind(Route route) {
        String from = route.getEndpoint().getEndpointUri();
        if (from.startsWith("platform-http:")) {
            return SpanKind.SERVER;
        } else if (from.startsWith(SIDEBAND)) {
            return SpanKind.CONSUMER;
        }
        return route.getRouteId().startsWith("openai-") ? SpanKind.CLIENT : SpanKind.INTERNAL;
    }

    /** Words and ids; never a number, a text of the model or a message. */
    private static Map<String, String> attributes(Exchange exchange) {
        Map<String, String> attributes = new LinkedHashMap<>();
        if (exchange.getVariable(Vars.TRANSFER_ID) instanceof TransferId transfer) {
            attributes.put("referee.transfer.id", transfer.value());
        }
        if (exchange.getVariable(Vars.MECHANISM) instanceof Mechanism mechanism) {
            attributes.put("referee.mechanism", mechanism.word());
        }
        if (exchange.getVariable(Vars.FUNCTION_CALL) instanceof FunctionCall call) {
            attributes.put("referee.tool", call.name());
        }
        String event = exchange.getMessage().getHeader(SidebandHeaders.EVENT, "", String.class);
        if (!event.isEmpty()) {
            attributes.put("referee.sideband.event", event);
        }
        return attributes;
    }
}

package dev.referee.reload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Route;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Exchanges routes under way. Only what differs is touched: where the consumer stays, the new steps are started beside the
 * old ones and the {@link Door} leads to them from one message to the next; a consumer that differs is started before, or
 * within a moment after, the old one takes nothing more. What is replaced ends in {@link Retirement}, when the last exchange
 * has left it. Either all of an edit takes effect or nothing. Not thread-safe.
 *
 * <p>The steps of a route that was reloaded are a Camel route whose id has the number of the edit behind it:
 * {@code transfer~2}.
 */
final class RouteSwap {

    private final ModelCamelContext context;
    private final Retirement retirement;
    private final Map<String, Door> doors = new LinkedHashMap<>();
    private final Map<String, Door> closed = new HashMap<>();
    private final AtomicInteger edit = new AtomicInteger(1);
    private RouteSet running;

    /** Puts a door into each running route; {@code loaded} is what the files said when they were loaded. */
    RouteSwap(ModelCamelContext context, Retirement retirement, RouteSet loaded) {
        this.context = context;
        this.retirement = retirement;
        this.running = loaded;
        for (RouteEntry route : loaded.routes()) {
            Route found = context.getRoute(route.id());
            if (found != null && found.getConsumer() != null) {
                doors.put(route.entry(), new Door(route.entry(), found, loaded.signature(route)));
            }
        }
    }

    /** What runs. */
    RouteSet running() {
        return running;
    }

    /** Routes of which something differs from what runs: new, changed, or gone. */
    List<String> differing(RouteSet next) {
        List<String> ids = new ArrayList<>();
        Map<String, RouteEntry> wanted = byEntry(next);
        wanted.forEach((entry, route) -> {
            Door door = doors.get(entry);
            if (door == null || !door.signature().equals(next.signature(route))) {
                ids.add(route.id());
            }
        });
        running.routes().stream()
                .filter(old -> !wanted.containsKey(old.entry()) && !ids.contains(old.id()))
                .forEach(old -> ids.add(old.id()));
        return ids;
    }

    /**
     * Puts these routes in the place of those that run.
     *
     * @throws Exception if Camel refuses one of them; then everything is as it was
     */
    void apply(RouteSet next) throws Exception {
        Definitions definitions = Definitions.read(context, next);
        int number = edit.incrementAndGet();
        List<String> added = new ArrayList<>();
        List<Door> suspended = new ArrayList<>();
        closed.values().removeIf(door -> context.getRoute(door.routeId()) == null);
        Map<Door, Runnable> turns = new LinkedHashMap<>();
        Map<String, Door> opened = new LinkedHashMap<>();
        Map<Door, Runnable> reopened = new LinkedHashMap<>();
        List<RouteConfigurationDefinition> before = List.copyOf(context.getRouteConfigurationDefinitions());
        Map<String, RouteEntry> wanted = byEntry(next);
        List<Door> closing = doors.values().stream()
                .filter(door -> !wanted.containsKey(door.entry()))
                .toList();
        try {
            configure(definitions);
            for (RouteEntry route : wanted.values()) {
                Door door = doors.get(route.entry());
                String signature = next.signature(route);
                if (door != null && !door.signature().equals(signature)) {
                    Route steps = start(definitions, route, number, true, added);
                    turns.put(door, () -> door.lead(steps, signature));
                }
            }
            for (RouteEntry route : wanted.values()) {
                if (!doors.containsKey(route.entry())) {
                    suspend(rivals(closing, route), suspended);
                    Door again = closed.remove(route.entry());
                    if (again != null && retirement.callOff(again.routeId())) {
                        reopened.put(again, () -> {});
                        Route steps = start(definitions, route, number, true, added);
                        reopened.put(again, () -> again.lead(steps, next.signature(route)));
                        continue;
                    }
                    Route whole = start(definitions, route, number, false, added);
                    opened.put(route.entry(), new Door(route.entry(), whole, next.signature(route)));
                }
            }
        } catch (Exception | LinkageError refused) {
            suspended.forEach(door ->
                    ServiceHelper.resumeService(context.getRoute(door.routeId()).getConsumer()));
            added.forEach(retirement::now);
            reopened.keySet().forEach(this::retire);
            configure(before);
            throw refused;
        }
        turns.forEach((door, turn) -> {
            String old = door.body();
            turn.run();
            if (old != null) {
                retirement.add(old);
            }
        });
        suspend(closing, suspended);
        closing.forEach(this::close);
        reopened.forEach((door, turn) -> {
            turn.run();
            ServiceHelper.resumeService(context.getRoute(door.routeId()).getConsumer());
            doors.put(door.entry(), door);
        });
        doors.putAll(opened);
        running = next;
    }

    /** What Camel said when it refused these routes, without the values of settings. */
    String said(Throwable refused, RouteSet next) {
        String message = refused instanceof LinkageError ? refused.toString() : String.valueOf(refused.getMessage());
        return new Surroundings(context).unresolved(message, next);
    }

    /** Closing doors that may take the messages of this route: of the same name, whatever the options. */
    private static List<Door> rivals(List<Door> closing, RouteEntry route) {
        return closing.stream()
                .filter(door -> door.entry().startsWith(route.from() + "{"))
                .toList();
    }

    /** They take nothing more; what is under way goes on. */
    private void suspend(List<Door> some, List<Door> suspended) {
        for (Door door : some) {
            if (!suspended.contains(door)) {
                ServiceHelper.suspendService(context.getRoute(door.routeId()).getConsumer());
                suspended.add(door);
            }
        }
    }

    private void close(Door door) {
        doors.remove(door.entry());
        retire(door);
        String body = door.body();
        if (body != null) {
            retirement.add(body);
        }
    }

    /** Its consumer stays for a while: an edit that is undone finds it again, for Camel takes no second one like it. */
    private void retire(Door door) {
        retirement.add(door.routeId());
        closed.put(door.entry(), door);
    }

    private Route start(Definitions definitions, RouteEntry route, int number, boolean stepsOnly, List<String> added)
            throws Exception {
        RouteDefinition definition = definitions.routes().get(route.id());
        String id = context.getRoute(route.id()) == null ? route.id() : route.id() + "~" + number;
        if (stepsOnly) {
            id = route.id() + "~" + number;
            definition.setInput(null); // it takes one only
            definition.setInput(new FromDefinition("direct:" + id));
        }
        definition.setId(id);
        added.add(id);
        context.addRouteDefinition(definition);
        Route started = context.getRoute(id);
        if (started == null) {
            throw new IllegalStateException("route " + route.id() + " was not started");
        }
        return started;
    }

    private void configure(Definitions definitions) throws Exception {
        configure(List.copyOf(definitions.configurations().values()));
    }

    /** Routes that run keep what they were made with. */
    private void configure(List<RouteConfigurationDefinition> all) throws Exception {
        for (RouteConfigurationDefinition old : List.copyOf(context.getRouteConfigurationDefinitions())) {
            context.removeRouteConfiguration(old);
        }
        context.addRouteConfigurations(new ArrayList<>(all));
    }

    private static Map<String, RouteEntry> byEntry(RouteSet set) {
        Map<String, RouteEntry> byEntry = new LinkedHashMap<>();
        set.routes().forEach(route -> byEntry.put(route.entry(), route));
        return byEntry;
    }
}

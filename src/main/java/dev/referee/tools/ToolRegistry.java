package dev.referee.tools;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The tools in force: those whose routes run. A reload stops a route and starts the next: in between its tool is missing,
 * which {@link #wasHere} tells from a tool that never was. Thread-safe; readers take no lock.
 */
public final class ToolRegistry {

    private final Map<String, OfferedTool> tools = new ConcurrentSkipListMap<>();
    private final Map<String, Long> left = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /**
     * Adds a tool. One of the same name takes the place of the one before if both are of one route.
     *
     * @throws IllegalStateException if another route offers this name; the message names both
     */
    void add(OfferedTool tool) {
        put(tool);
        left.remove(tool.name());
        changed();
    }

    private synchronized void put(OfferedTool tool) {
        OfferedTool other = tools.get(tool.name());
        if (other != null && !other.routeId().equals(tool.routeId())) {
            throw new IllegalStateException("tool:" + tool.name() + " is offered twice, by " + other.route()
                    + " and by " + tool.route() + ": give one of them another name");
        }
        tools.put(tool.name(), tool);
    }

    /** Removes this very tool; one that has taken its place stays. */
    void remove(OfferedTool tool) {
        if (removeSame(tool)) {
            left.put(tool.name(), System.nanoTime());
            changed();
        }
    }

    private synchronized boolean removeSame(OfferedTool tool) {
        return tools.get(tool.name()) == tool && tools.remove(tool.name()) != null;
    }

    /** The tool of this name. */
    public Optional<OfferedTool> find(String name) {
        return Optional.ofNullable(tools.get(name));
    }

    /** All tools, by name in alphabetical order. */
    public List<OfferedTool> all() {
        return List.copyOf(tools.values());
    }

    /** Whether there was a tool of this name until less than so long ago. */
    public boolean wasHere(String name, Duration ago) {
        Long since = left.get(name);
        return since != null && System.nanoTime() - since < ago.toNanos();
    }

    /** Calls this after each change, on the thread that made it. Several changes may come in a row. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }
}

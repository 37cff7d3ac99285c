package dev.referee.scope;

import org.jspecify.annotations.Nullable;

/**
 * The W3C {@code traceparent} of what a thread does just now, for the requests that it sends. Empty unless traces are on and
 * may go out. Thread-confined.
 */
public final class TraceParent {

    /** The header's name. */
    public static final String HEADER = "traceparent";

    private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    private TraceParent() {}

    /** The header's value, or null for none. */
    public static @Nullable String current() {
        return CURRENT.get();
    }

    /** Sets it; null for none. */
    public static void set(@Nullable String value) {
        if (value == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(value);
        }
    }
}

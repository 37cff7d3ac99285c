package dev.referee.tool;

import java.util.Set;
import java.util.regex.Pattern;

/** Names of functions that a model may call. */
public final class ToolNames {

    /** Moves the caller to a target. */
    public static final String TRANSFER_CALL = "transfer_call";

    /** Ends the call. */
    public static final String END_CALL = "end_call";

    /** Functions that agents have without a route. */
    public static final Set<String> RESERVED = Set.of(END_CALL, TRANSFER_CALL);

    /** In a list of an agent's tools: every tool that a route offers. */
    public static final String ALL = "*";

    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private ToolNames() {}

    /** Whether a function can have this name at all. */
    public static boolean isWellFormed(String name) {
        return FORM.matcher(name).matches();
    }
}

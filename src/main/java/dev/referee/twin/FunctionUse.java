package dev.referee.twin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A function that the agent's model called.
 *
 * @param at when
 * @param id the vendor's id of the function call
 * @param name the function
 * @param arguments what the model wrote as arguments, usually JSON
 * @param result what the gateway gave back; null while there is none
 */
public record FunctionUse(
        Instant at,
        String id,
        String name,
        String arguments,
        @Nullable String result) {

    FunctionUse answered(String output) {
        return new FunctionUse(at, id, name, arguments, output);
    }
}

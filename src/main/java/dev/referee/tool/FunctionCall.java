package dev.referee.tool;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One function call of the model, from a completed response. Nothing in it is trusted.
 *
 * @param id the model's {@code call_…}, not the phone's {@code rtc_…}
 * @param name the function it names
 * @param arguments what it wrote as arguments; may be anything
 */
public record FunctionCall(String id, String name, String arguments) {

    /**
     * Each call once, in their order. The vendor may report one twice, once without its arguments
     * (facts/openai-realtime-sip.md §13, observed): of two the longer arguments count.
     */
    public static List<FunctionCall> once(List<FunctionCall> calls) {
        Map<String, FunctionCall> byId = new LinkedHashMap<>();
        calls.forEach(call -> byId.merge(
                call.id(),
                call,
                (first, second) ->
                        second.arguments().length() > first.arguments().length() ? second : first));
        return List.copyOf(byId.values());
    }
}

package dev.referee.tool;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.ToIntFunction;

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
     * (facts/openai-realtime-sip.md §13, observed): of two the one counts whose arguments fit the function better, and if both
     * fit alike, the one with the longer arguments.
     *
     * @param misfits in how many ways a call's arguments do not fit its function; asked only about calls that are there twice
     */
    public static List<FunctionCall> once(List<FunctionCall> calls, ToIntFunction<FunctionCall> misfits) {
        Comparator<FunctionCall> better = Comparator.comparingInt(misfits)
                .thenComparing(call -> call.arguments().length(), Comparator.reverseOrder());
        Map<String, FunctionCall> byId = new LinkedHashMap<>();
        calls.forEach(call -> byId.merge(call.id(), call, BinaryOperator.minBy(better)));
        return List.copyOf(byId.values());
    }
}

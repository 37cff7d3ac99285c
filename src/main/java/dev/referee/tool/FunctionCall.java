package dev.referee.tool;

/**
 * One function call of the model, from a completed response. Nothing in it is trusted.
 *
 * @param id the model's {@code call_…}, not the phone's {@code rtc_…}
 * @param name the function it names
 * @param arguments what it wrote as arguments; may be anything
 */
public record FunctionCall(String id, String name, String arguments) {}

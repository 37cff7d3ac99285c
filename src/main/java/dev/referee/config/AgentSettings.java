package dev.referee.config;

import dev.referee.tool.ToolNames;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One agent: the model that talks to the caller, and what it may do.
 *
 * @param model OpenAI's name of the model (facts/openai-realtime-sip.md §2.1, §6)
 * @param voice OpenAI's name of the voice
 * @param instructions what the model is told before the call
 * @param greeting what it is told to open the call with; empty: it opens as it likes
 * @param targets names of the targets it may transfer to; empty: it cannot transfer
 * @param numbers dialled numbers that reach this agent, each {@code +} and digits; the plus may be missing, because YAML
 *     reads an unquoted +61… as a number
 * @param tools names of the tools it may call beside its own two; {@code *} for every tool that a route offers; empty: none
 * @param screening who may call it, where that differs from {@code referee.screening}; null: nowhere
 * @param whenMute where its caller is brought if it cannot speak any more: a target's name, or {@code end}; empty: the first of
 *     its targets
 * @param conversation how long it may talk, where that differs from {@code referee.conversation}; null: nowhere
 */
public record AgentSettings(
        String model,
        String voice,
        String instructions,
        String greeting,
        List<String> targets,
        List<String> numbers,
        List<String> tools,
        @Nullable ScreeningSettings screening,
        String whenMute,
        @Nullable ConversationSettings conversation) {

    private static final Pattern NUMBER = Pattern.compile("\\+[1-9][0-9]{6,14}");

    public AgentSettings {
        greeting = greeting == null ? "" : greeting.strip();
        whenMute = whenMute == null ? "" : whenMute.strip();
        targets = copy(targets);
        numbers = copy(numbers).stream().map(AgentSettings::plus).toList();
        tools = copy(tools).stream().distinct().toList();
    }

    /** Whether it may call a tool of this name, if a route offers it. */
    public boolean listsTool(String name) {
        return tools.contains(name) || tools.contains(ToolNames.ALL);
    }

    private static List<String> copy(@Nullable List<String> list) {
        return list == null
                ? List.of()
                : list.stream().map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    /** Numbers as they were meant; null stays null. */
    static @Nullable List<String> numbers(@Nullable List<String> list) {
        return list == null
                ? null
                : copy(list).stream().map(AgentSettings::plus).toList();
    }

    private static String plus(String number) {
        String bare = number.startsWith("tel:") ? number.substring("tel:".length()) : number;
        return !bare.isEmpty() && Character.isDigit(bare.charAt(0)) ? "+" + bare : bare;
    }

    void check(String prefix, Problems problems) {
        problems.text(prefix + ".model", model, Problems::isUnbroken, "a model's name, such as gpt-realtime-2.1");
        problems.text(prefix + ".voice", voice, Problems::isUnbroken, "a voice's name, such as marin");
        problems.text(prefix + ".instructions", instructions, text -> true, "a text");
        for (String number : numbers) {
            if (!NUMBER.matcher(number).matches()) {
                problems.add(
                        prefix + ".numbers",
                        "holds \"" + number + "\": write + and the whole international number, in quotes");
            }
        }
        checkTools(prefix + ".tools", problems);
    }

    private void checkTools(String property, Problems problems) {
        for (String tool : tools) {
            if (ToolNames.RESERVED.contains(tool)) {
                problems.add(property, "holds \"" + tool + "\", which every agent has: leave it out");
            } else if (!ToolNames.isWellFormed(tool) && !tool.equals(ToolNames.ALL)) {
                problems.add(
                        property,
                        "holds \"" + tool + "\": write the name behind tool: in a route, or \"*\" for every tool");
            }
        }
    }
}

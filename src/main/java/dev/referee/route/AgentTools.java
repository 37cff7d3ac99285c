package dev.referee.route;

import dev.referee.config.AgentSettings;
import dev.referee.config.Roster;
import dev.referee.openai.FunctionTools;
import dev.referee.openai.ToolDefinition;
import dev.referee.tool.ToolNames;
import dev.referee.tools.OfferedTool;
import dev.referee.tools.ToolRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * Which functions an agent has: its own two, and those of its {@code tools} that a route offers. A tool that it lists and
 * that no route offers comes to life with its route; {@link MissingTools} tells of it. Thread-safe.
 */
@Component
public class AgentTools {

    private final Roster roster;
    private final ToolRegistry registry;

    AgentTools(Roster roster, ToolRegistry registry) {
        this.roster = roster;
        this.registry = registry;
    }

    /** All functions of this agent, as its session gets them. */
    List<ToolDefinition> definitions(AgentSettings agent) {
        List<ToolDefinition> functions = new ArrayList<>();
        Map<String, String> targets = new LinkedHashMap<>();
        roster.now().targetsOf(agent).forEach(target -> targets.put(target.name(), target.description()));
        if (!targets.isEmpty()) {
            functions.add(FunctionTools.transferCall(targets));
        }
        functions.add(FunctionTools.endCall());
        registry.all().stream()
                .filter(tool -> agent.listsTool(tool.name()))
                .map(tool -> FunctionTools.of(tool.signature()))
                .forEach(functions::add);
        return functions;
    }

    /** The tool of this name, if this agent may call it and a route offers it. */
    Optional<OfferedTool> find(AgentSettings agent, String name) {
        return agent.listsTool(name) ? registry.find(name) : Optional.empty();
    }

    /** The names of all functions of this agent. */
    List<String> names(AgentSettings agent) {
        return definitions(agent).stream().map(ToolDefinition::name).toList();
    }

    /** The tools that routes offer, by name, and where these are. */
    public Map<String, String> offered() {
        Map<String, String> offered = new TreeMap<>();
        registry.all().forEach(tool -> offered.put(tool.name(), tool.route()));
        return offered;
    }

    /** The tools that agents list and no route offers, by agent; agents that miss nothing are left out. */
    public Map<String, List<String>> missing() {
        Map<String, List<String>> missing = new TreeMap<>();
        roster.now().settings().agents().forEach((name, agent) -> {
            List<String> absent = agent.tools().stream()
                    .filter(tool ->
                            !tool.equals(ToolNames.ALL) && registry.find(tool).isEmpty())
                    .toList();
            if (!absent.isEmpty()) {
                missing.put(name, absent);
            }
        });
        return missing;
    }
}

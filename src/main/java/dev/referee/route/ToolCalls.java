package dev.referee.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.Stage;
import dev.referee.config.AgentSettings;
import dev.referee.config.Bounded;
import dev.referee.config.Roster;
import dev.referee.json.Json;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.tool.FunctionCall;
import dev.referee.tool.PlainText;
import dev.referee.tool.ToolSignature;
import dev.referee.tools.OfferedTool;
import dev.referee.tools.ToolRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Runs the tools that routes offer: checks who calls what with which arguments, runs the route on a thread of its own, and
 * gives the model what comes of it. A call that cannot run gets its result at once. Thread-safe.
 */
@Component("toolCalls")
public class ToolCalls {

    private static final Logger LOG = LoggerFactory.getLogger(ToolCalls.class);

    /** While routes are reloaded a tool is missing for a moment. */
    private static final Duration RELOAD = Duration.ofSeconds(3);

    private static final Duration AGAIN = Duration.ofMillis(100);
    private static final int ARGUMENTS_MAX = 32_000;
    private static final int NAME_MAX = 100;

    private static final JsonMapper JSON = Json.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    private final AgentTools tools;
    private final ToolRegistry registry;
    private final Talks talks;
    private final Conversations conversations;
    private final Ledger ledger;
    private final Roster roster;
    private final Later later;
    private final Bounded executor;
    private final MeterRegistry meters;

    ToolCalls(
            AgentTools tools,
            ToolRegistry registry,
            Talks talks,
            Conversations conversations,
            Ledger ledger,
            Roster roster,
            Later later,
            @Qualifier("toolExecutor") Bounded executor,
            MeterRegistry meters) {
        this.tools = tools;
        this.registry = registry;
        this.talks = talks;
        this.conversations = conversations;
        this.ledger = ledger;
        this.roster = roster;
        this.later = later;
        this.executor = executor;
        this.meters = meters;
    }

    /** Runs the tool that the model named; no body means that the result comes later. */
    public @Nullable String run(Exchange exchange) {
        FunctionCall call = Vars.required(exchange, Vars.FUNCTION_CALL, FunctionCall.class);
        CallHead head = ledger.find(Vars.callKey(exchange)).orElseThrow();
        return begin(Vars.callId(exchange), head, call).orElse(null);
    }

    /** The result, if it is known at once. */
    private Optional<String> begin(CallId session, CallHead head, FunctionCall call) {
        AgentSettings agent = roster.of(head.key()).agentNamed(head.agent());
        Optional<OfferedTool> tool = tools.find(agent, call.name());
        if (tool.isEmpty()) {
            if (agent.listsTool(call.name()) && registry.wasHere(call.name(), RELOAD)) {
                later.run(AGAIN, () -> begin(session, head, call)
                        .ifPresent(text -> give(session, head.key(), call, text)));
                return Optional.empty();
            }
            return Optional.of(ToolResults.unknownTool(PlainText.of(call.name(), NAME_MAX), tools.names(agent)));
        }
        Map<String, Object> written = read(call.arguments());
        if (written == null) {
            return Optional.of(
                    ToolResults.error("the arguments are not a JSON object; call " + call.name() + " again"));
        }
        ToolSignature.Checked checked = tool.get().signature().check(written);
        return checked.problems().isEmpty()
                ? start(session, head, call, tool.get(), checked.values())
                : Optional.of(ToolResults.wrongArguments(call.name(), checked.problems()));
    }

    private Optional<String> start(
            CallId session, CallHead head, FunctionCall call, OfferedTool tool, Map<String, Object> arguments) {
        ToolRun run = new ToolRun(
                tool, arguments, variables(session, head, call), meters, text -> give(session, head.key(), call, text));
        try {
            executor.execute(run);
        } catch (RejectedExecutionException full) {
            LOG.warn("{}: tool {} refused, {} run already", session, tool.name(), executor.count() - 1);
            return Optional.of(ToolResults.busy(tool.name()));
        }
        later.run(tool.timeout(), run::timedOut);
        if (!tool.meanwhile().isEmpty() && tool.meanwhileAfter().compareTo(tool.timeout()) < 0) {
            later.run(tool.meanwhileAfter(), () -> passTime(session, head.key(), run, tool.meanwhile()));
        }
        return Optional.empty();
    }

    /** What a route may want to know of the call. Never headers: these leave with a request. */
    private static Map<String, Object> variables(CallId session, CallHead head, FunctionCall call) {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put(Vars.CALL_KEY, head.key());
        variables.put(Vars.CALL_ID, session);
        variables.put("carrierCallId", head.carrierCallId() == null ? "" : head.carrierCallId());
        variables.put("from", head.from());
        variables.put("to", head.to());
        variables.put("agent", head.agent());
        variables.put("startedAt", head.startedAt());
        variables.put(Vars.TOOL, call.name());
        variables.put("functionCallId", call.id());
        return variables;
    }

    private void passTime(CallId session, CallKey key, ToolRun run, String words) {
        Talk talk = talks.get(session);
        if (!run.isOver() && talk != null && stage(key) == Stage.WITH_AGENT) {
            conversations.speakMeanwhile(talk, ToolResults.meanwhile(words));
        }
    }

    /** Gives the model the result, unless the caller has left; of one who is being moved it must not speak. */
    private void give(CallId session, CallKey key, FunctionCall call, String text) {
        Talk talk = talks.get(session); // the sideband may have been away: it is the same session
        Stage stage = talk == null ? Stage.ENDED : stage(key);
        if (talk != null && stage == Stage.WITH_AGENT) {
            conversations.result(talk, call.id(), text);
        } else if (talk != null && stage == Stage.IN_TRANSFER) {
            conversations.note(talk, call.id(), text);
        } else {
            LOG.debug("{}: the result of {} is dropped, the caller has left", session, call.name());
        }
    }

    /** While the database is away, the conversation here says enough. */
    private Stage stage(CallKey key) {
        try {
            return ledger.find(key)
                    .map(CallHead::file)
                    .map(CallFile::call)
                    .map(state -> state.stage())
                    .orElse(Stage.ENDED);
        } catch (RuntimeException e) {
            if (Database.isAway(e)) {
                return Stage.WITH_AGENT;
            }
            throw e;
        }
    }

    private static @Nullable Map<String, Object> read(String arguments) {
        if (arguments.isBlank()) {
            return Map.of();
        }
        try {
            return arguments.length() > ARGUMENTS_MAX ? null : JSON.readValue(arguments, OBJECT);
        } catch (JsonProcessingException broken) {
            return null;
        }
    }
}

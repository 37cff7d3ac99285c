package dev.referee.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.call.CallEvent;
import dev.referee.call.CallKey;
import dev.referee.json.Json;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.tool.FunctionCall;
import dev.referee.tool.PlainText;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Source;
import java.util.List;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The tools that every agent has; those of routes are run by {@link ToolCalls}. Each leaves its result in the body, as text
 * for the model; no body means that the result comes later. Nothing the model wrote is trusted.
 */
@Component("tools")
public class Tools {

    private static final ObjectMapper JSON = Json.mapper();
    /** Variable: this run has claimed the function call. */
    static final String CLAIMED = "claimed";

    private static final int TEXT_MAX = 2000;

    private final CallDesk desk;
    private final Ledger ledger;
    private final Plans plans;
    private final TransferRequests requests;
    private final Prompter prompter;

    Tools(CallDesk desk, Ledger ledger, Plans plans, TransferRequests requests, Prompter prompter) {
        this.desk = desk;
        this.ledger = ledger;
        this.plans = plans;
        this.requests = requests;
        this.prompter = prompter;
    }

    /** Marks the function call as run; a repeat, on whichever node, ends the route here. */
    public void claim(Exchange exchange) {
        if (Boolean.TRUE.equals(exchange.getVariable(CLAIMED))) {
            return; // by an attempt of this very run that the database interrupted
        }
        FunctionCall call = call(exchange);
        if (!ledger.claimToolCall(
                Vars.callKey(exchange), PlainText.of(call.id(), 200), PlainText.of(call.name(), 200))) {
            exchange.setRouteStop(true);
            return;
        }
        exchange.setVariable(CLAIMED, true);
    }

    /** {@code transfer_call{target, reason, summary}}: the result comes when the transfer has not happened. */
    public String transfer(Exchange exchange) {
        FunctionCall call = call(exchange);
        JsonNode arguments = arguments(call);
        if (arguments == null) {
            return ToolResults.error(
                    "the arguments are not a JSON object; call transfer_call again with target and reason");
        }
        CallHead head = ledger.find(Vars.callKey(exchange)).orElseThrow();
        List<String> targets = plans.targets(head);
        String target = arguments.path("target").asText("");
        if (!targets.contains(target)) {
            return ToolResults.unknownTarget(PlainText.of(target, 100), targets);
        }
        Plan plan = plans.plan(
                target,
                "agent",
                PlainText.of(arguments.path("reason").asText(""), TEXT_MAX),
                PlainText.of(arguments.path("summary").asText(""), TEXT_MAX),
                call.id());
        return requests.ask(head.key(), plan, Source.SIDEBAND) ? null : refused(head.key());
    }

    private String refused(CallKey key) {
        return ledger.find(key)
                .flatMap(head -> head.file().inFlight())
                .map(state -> ToolResults.inFlight(state.plan().target()))
                .orElseGet(() -> ToolResults.error("the call cannot be transferred now"));
    }

    /** {@code end_call{reason}}: the caller has heard the goodbye by now. */
    public void end(Exchange exchange) {
        JsonNode arguments = arguments(call(exchange));
        String reason =
                arguments == null ? "" : PlainText.of(arguments.path("reason").asText(""), TEXT_MAX);
        exchange.getMessage().setBody(ToolResults.ending());
        prompter.note(exchange);
        desk.apply(Vars.callKey(exchange), new CallEvent.EndAsked(Source.SIDEBAND, reason));
        exchange.getMessage().setBody(null);
    }

    private static @Nullable JsonNode arguments(FunctionCall call) {
        try {
            JsonNode arguments = JSON.readTree(call.arguments());
            return arguments != null && arguments.isObject() ? arguments : null;
        } catch (JsonProcessingException broken) {
            return null;
        }
    }

    private static FunctionCall call(Exchange exchange) {
        return Vars.required(exchange, Vars.FUNCTION_CALL, FunctionCall.class);
    }
}

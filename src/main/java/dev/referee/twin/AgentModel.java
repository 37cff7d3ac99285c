package dev.referee.twin;

import static dev.referee.twin.Faults.AfterResult.SPEAKS_FIRST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The agent's model as the sideband shows it. It takes its turns from the script: the first on {@code response.create}, the
 * next when the caller has spoken ({@link Switches#THINK_MS} after the audio ended). After a function call it waits for a
 * {@code function_call_output} and a {@code response.create}; when the script is used up by then, it apologises and ends the
 * call.
 */
final class AgentModel {

    private static final long RESULT_MS = 3_000;

    private final AgentSession session;
    private final CallSim call;
    private final Deque<ModelStep> steps;

    /** Function calls that were completed: the function by id, and when. */
    private final Map<String, Long> open = new HashMap<>();

    private final Map<String, String> functions = new HashMap<>();
    private final Map<String, String> interruptions = new HashMap<>();
    private @Nullable ModelResponse active;
    private @Nullable ModelResponse playing;
    private Loop.@Nullable Timer nextTurn;

    /**
     * The function call that has no result. Asked to speak after the sideband was away, the model makes it again, unless it
     * was told something meanwhile (assumption).
     */
    private @Nullable ModelStep called;

    private int calledAtAttach;

    private boolean awaitsOutput;

    /** A response that the vendor began by itself. */
    private @Nullable ModelResponse unasked;

    /** The first turn, which is due without a word of the caller's. */
    private boolean greets = true;

    private boolean callerSpeaks;
    private boolean returned;
    private boolean stopped;

    AgentModel(AgentSession session, boolean first) {
        this.session = session;
        this.call = session.call;
        this.returned = !first;
        this.steps = new ArrayDeque<>(call.get(first ? Switches.MODEL : Switches.MODEL_AFTER_RETURN));
    }

    // ---- from the gateway

    void received(ObjectNode event) {
        String type = event.path("type").asText("");
        switch (type) {
            case "response.create" -> responseCreate(event);
            case "response.cancel" -> responseCancel(event);
            case "conversation.item.create" -> itemCreate(event);
            case "session.update" -> sessionUpdate(event);
            case "output_audio_buffer.clear" -> clearAudio();
            case "conversation.item.retrieve", "conversation.item.delete", "conversation.item.truncate" -> {
                // accepted without effect: the twin keeps no transcript
            }
            default -> {
                String what = type.isEmpty() ? "a frame without a type" : "the event " + type;
                call.judge.complain("the sideband does not take " + what);
                error(event, "invalid_value", "Invalid value: '" + type + "'.", "type");
            }
        }
    }

    private void responseCreate(ObjectNode event) {
        if (active != null) {
            if (active != unasked) {
                call.judge.complain("response.create while a response is active");
            }
            error(
                    event,
                    "conversation_already_has_active_response",
                    "Conversation already has an active response in progress: " + active.id + ".",
                    null);
            return;
        }
        stopNextTurn();
        ModelStep again = called;
        if (awaitsOutput && again != null && session.attaches() > calledAtAttach) {
            called = null;
            open.clear();
            awaitsOutput = false;
            steps.addFirst(again);
        }
        respond(event.path("event_id").asText(null));
    }

    /** @param eventId of the {@code response.create}; null for none */
    private void respond(@Nullable String eventId) {
        if (awaitsOutput) {
            play(ModelStep.say("One moment, please."), eventId);
        } else if (!steps.isEmpty()) {
            playNext(eventId);
        } else if (!returned) {
            returned = true;
            steps.addAll(call.get(Switches.MODEL_AFTER_RETURN));
            steps.addAll(steps.isEmpty() ? List.of(ModelStep.say("I am sorry.")) : List.of());
            playNext(eventId);
        } else {
            play(ModelStep.say("Is there anything else?"), eventId);
        }
    }

    private void responseCancel(ObjectNode event) {
        ModelResponse now = active;
        if (now == null) {
            error(event, "response_cancel_not_active", "Cancellation failed: no active response found", null);
        } else {
            now.cancel("client_cancelled");
        }
    }

    private void itemCreate(ObjectNode event) {
        JsonNode item = event.path("item");
        called = null;
        if (item.path("type").asText().equals("function_call_output")) {
            String id = item.path("call_id").asText("");
            String interrupted = interruptions.remove(id);
            if (interrupted != null) {
                call.judge.tell("told of the interrupted " + interrupted + ": "
                        + item.path("output").asText());
                return;
            }
            if (!functions.containsKey(id)) {
                call.judge.complain("function_call_output for an unknown call_id");
                error(event, "invalid_value", "Tool call ID '" + id + "' not found in conversation.", "item.call_id");
                return;
            }
            if (!item.path("output").isTextual()) {
                call.judge.complain("function_call_output whose output is no string");
                error(event, "invalid_type", "Invalid type for 'item.output': expected a string.", "item.output");
                return;
            }
            if (open.remove(id) == null) {
                call.judge.complain("a second result for one function call");
            }
            awaitsOutput = !open.isEmpty();
            call.judge.functionAnswered(id, item.path("output").asText());
            call.judge.tell("tool result for " + functions.get(id) + ": "
                    + item.path("output").asText());
            if (!awaitsOutput) {
                call.judge.owes("a function got its result");
            }
        }
        ObjectNode added = Json.object().put("id", call.ids.mixed("item_", 21));
        item.properties().forEach(field -> added.set(field.getKey(), field.getValue()));
        for (String type : new String[] {"conversation.item.added", "conversation.item.done"}) {
            session.emit(session.event(type).putNull("previous_item_id").set("item", added));
        }
        boolean result = item.path("type").asText().equals("function_call_output");
        if (result && !awaitsOutput && active == null && call.get(Switches.AFTER_RESULT) == SPEAKS_FIRST) {
            respond(null);
            unasked = active;
        }
    }

    private void sessionUpdate(ObjectNode event) {
        if (!event.path("session").path("type").asText().equals("realtime")) {
            call.judge.complain("session.update without session.type");
            error(event, "missing_required_parameter", "Missing required parameter: 'session.type'.", "session.type");
            return;
        }
        event.path("session").properties().forEach(field -> session.config().set(field.getKey(), field.getValue()));
        session.emit(session.event("session.updated").set("session", sessionObject()));
    }

    private void clearAudio() {
        ModelResponse now = playing;
        if (now != null) {
            now.clearAudio();
        }
    }

    private void error(ObjectNode cause, String code, String message, @Nullable String parameter) {
        ObjectNode event = session.event("error");
        event.putObject("error")
                .put("type", "invalid_request_error")
                .put("code", code)
                .put("message", message)
                .put("param", parameter)
                .put("event_id", cause.path("event_id").asText(null));
        session.emit(event);
    }

    // ---- turns

    /** Takes this turn as soon as no other is in progress. */
    void takeTurn(ModelStep step) {
        steps.addFirst(step);
        if (active == null) {
            nextTurn();
        }
    }

    private void nextTurn() {
        stopNextTurn();
        if (!stopped && session.live() && active == null && !steps.isEmpty()) {
            heardCaller();
            playNext(null);
        }
    }

    /** The agent has been attached and has the caller: its greeting is due. */
    void greetingIsDue() {
        if (greets && session.attaches() > 0) {
            call.judge.owes("the greeting was due");
        }
    }

    /** The events of a caller's sentence that server VAD has noticed. */
    private void heardCaller() {
        String item = call.ids.mixed("item_", 21);
        if (!callerSpeaks) {
            callerBegins(item);
        }
        callerSpeaks = false;
        session.emit(session.event("input_audio_buffer.speech_stopped")
                .put("audio_end_ms", 900)
                .put("item_id", item));
        session.emit(session.event("input_audio_buffer.committed")
                .put("item_id", item)
                .putNull("previous_item_id"));
        call.judge.owes("the caller had finished");
    }

    private void callerBegins(String item) {
        call.judge.owesNothing();
        session.emit(session.event("input_audio_buffer.speech_started")
                .put("audio_start_ms", 0)
                .put("item_id", item));
    }

    /** The caller talks into a response, and goes on until the next turn. */
    void callerInterrupts() {
        callerSpeaks = true;
        callerBegins(call.ids.mixed("item_", 21));
    }

    /** A turn whose response fails remains to be taken. */
    private void playNext(@Nullable String eventId) {
        ModelStep next = steps.peek();
        if (next != null && play(next, eventId)) {
            steps.remove();
        }
    }

    /** Whether the response begins and will be complete. */
    private boolean play(ModelStep step, @Nullable String eventId) {
        Faults.Model how = call.failing.next(session);
        if (how != Faults.Model.WORKS) {
            fail(how, eventId);
            return false;
        }
        greets = false;
        call.judge.tell("the agent: " + step.kind().name() + (step.say().isEmpty() ? "" : " \"" + step.say() + "\""));
        checkTool(step);
        ModelResponse response = new ModelResponse(this, session, step);
        active = response;
        playing = response;
        response.start();
        return true;
    }

    private void fail(Faults.Model how, @Nullable String eventId) {
        call.judge.tell("the model fails: " + how.name());
        switch (how) {
            case ERROR -> session.emit(call.failing.frame(session, null));
            case ERROR_NAMED -> session.emit(call.failing.frame(session, eventId));
            case FAILS, INCOMPLETE, STUCK -> {
                ModelResponse response = new ModelResponse(this, session, ModelStep.nothing());
                active = response;
                response.fail(how);
            }
            default -> {
                // not a word
            }
        }
    }

    private void checkTool(ModelStep step) {
        boolean unknown = step.kind() == ModelStep.Kind.UNKNOWN_TOOL || step.kind() == ModelStep.Kind.UNKNOWN_TOOLS;
        if (!unknown) {
            step.functions().forEach(this::checkTool);
        }
    }

    private void checkTool(String function) {
        for (JsonNode tool : session.config().path("tools")) {
            if (tool.path("name").asText().equals(function)) {
                return;
            }
        }
        call.judge.complain("accept did not offer the tool " + function);
    }

    /** A response that holds this function call is being cancelled. */
    void interrupted(String functionCallId, String function) {
        interruptions.put(functionCallId, function);
    }

    /** A response has got its {@code response.done}, with these function calls: the function by id. */
    void done(Map<String, String> functionCalls, ModelStep step) {
        active = null;
        if (!functionCalls.isEmpty()) {
            called = step;
            calledAtAttach = session.attaches();
            functions.putAll(functionCalls);
            functionCalls.keySet().forEach(id -> open.put(id, call.now().toEpochMilli()));
            awaitsOutput = true;
        }
    }

    /** A response's audio is over. */
    void silent(ModelResponse response) {
        if (playing == response) {
            playing = null;
        }
        if (active == null && !awaitsOutput && !steps.isEmpty() && !stopped) {
            stopNextTurn();
            nextTurn = call.after(call.get(Switches.THINK_MS), this::nextTurn);
        }
    }

    private void stopNextTurn() {
        if (nextTurn != null) {
            nextTurn.cancel();
            nextTurn = null;
        }
    }

    /** A transfer has failed and the caller is with this agent again, who should soon be told so. */
    void callerIsBack() {
        call.after(RESULT_MS, () -> {
            if (!stopped && !open.isEmpty()) {
                call.judge.complain("the caller came back, but the function call never got a result");
            }
        });
    }

    /** The session is over. A function that neither moves nor ends the call should have had its result by now. */
    void stop() {
        stopped = true;
        stopNextTurn();
        open.forEach((id, since) -> {
            String function = functions.getOrDefault(id, "");
            boolean movesTheCall = function.equals("transfer_call") || function.equals("end_call");
            if (!movesTheCall && call.now().toEpochMilli() - since > RESULT_MS) {
                call.judge.complain("the function call " + function + " never got a result");
            }
        });
        if (active != null) {
            active.abandon();
        }
        if (playing != null) {
            playing.abandon();
        }
    }

    ObjectNode sessionObject() {
        ObjectNode object = Json.object()
                .put("id", "sess_" + session.id.replaceFirst("^rtc_", ""))
                .put("object", "realtime.session")
                .put("expires_at", session.expiresAt());
        session.config().properties().forEach(field -> object.set(field.getKey(), field.getValue()));
        return object;
    }

    static ArrayNode items(ObjectNode... items) {
        ArrayNode list = Json.array();
        for (ObjectNode item : items) {
            list.add(item);
        }
        return list;
    }
}

package dev.referee.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One response of the model as a stream of events, in the usual order, which is not contractual
 * (facts/openai-realtime-sip.md §3.2-3.4): audio, then the function call in all three places, then {@code response.done},
 * and later the end of the audio.
 */
final class ModelResponse {

    /** From the beginning of a response that fails to its end. */
    private static final long FAILS_MS = 20;

    final String id;

    private final AgentModel model;
    private final AgentSession session;
    private final CallSim call;
    private final ModelStep step;
    private final ArrayNode output = Json.array();
    private boolean generating = true;
    private boolean sounding;
    private boolean abandoned;

    ModelResponse(AgentModel model, AgentSession session, ModelStep step) {
        this.model = model;
        this.session = session;
        this.call = session.call;
        this.step = step;
        this.id = call.ids.mixed("resp_", 21);
    }

    void start() {
        session.emit(session.event("response.created").set("response", object("in_progress", null)));
        long speechMs = call.get(Switches.SPEECH_MS);
        if (!step.say().isEmpty()) {
            speak();
        }
        call.after(step.say().isEmpty() ? 20 : speechMs / 2, this::finish);
    }

    private void speak() {
        ObjectNode item = item("message").put("role", "assistant");
        String itemId = item.path("id").asText();
        itemEvents("added", item, 0);
        ObjectNode part = Json.object().put("type", "audio").put("transcript", step.say());
        emit(at("response.content_part.added", itemId, 0)
                .put("content_index", 0)
                .set("part", part));
        sounding = true;
        call.judge.owesNothing();
        emit(session.event("output_audio_buffer.started").put("response_id", id));
        for (int i = 0; i < call.get(Switches.AUDIO_FRAMES); i++) {
            emit(at("response.output_audio.delta", itemId, 0)
                    .put("content_index", 0)
                    .put("delta", "AAAAAAAAAAAAAAAA"));
        }
        for (String word : step.say().split("(?<= )")) {
            emit(at("response.output_audio_transcript.delta", itemId, 0)
                    .put("content_index", 0)
                    .put("delta", word));
        }
        emit(at("response.output_audio_transcript.done", itemId, 0)
                .put("content_index", 0)
                .put("transcript", step.say()));
        item.putArray("content").add(part);
        itemEvents("done", item.put("status", "completed"), 0);
        output.add(item);
    }

    private void finish() {
        if (abandoned || !generating) {
            return;
        }
        boolean cancelled = step.kind() == ModelStep.Kind.TRANSFER_CANCELLED;
        Map<String, String> functionCalls = new LinkedHashMap<>();
        step.functions().forEach(function -> functionCalls.put(callFunction(function, cancelled), function));
        if (cancelled) {
            functionCalls.forEach(model::interrupted);
            model.callerInterrupts();
            cancel("turn_detected");
            return;
        }
        generating = false;
        call.judge.owesNothing();
        emit(session.event("response.done").set("response", object("completed", null)));
        model.done(functionCalls, step);
        call.after(sounding ? call.get(Switches.SPEECH_MS) / 2 + step.tailMs() : 1, this::fallSilent);
    }

    /** The response begins, and ends in this way or not at all. */
    void fail(Faults.Model how) {
        emit(session.event("response.created").set("response", object("in_progress", null)));
        if (how == Faults.Model.STUCK) {
            return;
        }
        call.after(FAILS_MS, () -> {
            if (abandoned || !generating) {
                return;
            }
            generating = false;
            boolean failed = how == Faults.Model.FAILS;
            ObjectNode details = Json.object().put("type", failed ? "failed" : "incomplete");
            if (failed) {
                details.set("error", call.failing.error());
            } else {
                details.put("reason", "content_filter");
            }
            String status = details.path("type").asText();
            emit(session.event("response.done").set("response", object(status, details)));
            model.done(Map.of(), step);
        });
    }

    /** Gives its {@code call_id}. */
    private String callFunction(String function, boolean cancelled) {
        String callId = call.ids.mixed("call_", 16);
        String arguments = step.argumentsOf(function);
        Faults.Reported reported = call.get(Switches.FUNCTION_CALLS);
        if (reported == Faults.Reported.TWICE_EMPTY_FIRST) {
            report(callId, function, "{}", cancelled);
        }
        report(callId, function, arguments, cancelled);
        if (reported == Faults.Reported.TWICE_EMPTY_LAST) {
            report(callId, function, "{}", cancelled);
        }
        if (!cancelled) {
            call.judge.functionCalled(callId, function, arguments);
        }
        return callId;
    }

    private void report(String callId, String function, String arguments, boolean cancelled) {
        int index = output.size();
        ObjectNode item = item("function_call")
                .put("call_id", callId)
                .put("name", function)
                .put("arguments", "");
        String itemId = item.path("id").asText();
        itemEvents("added", item, index);
        emit(at("response.function_call_arguments.delta", itemId, index)
                .put("call_id", callId)
                .put("delta", arguments));
        emit(at("response.function_call_arguments.done", itemId, index)
                .put("call_id", callId)
                .put("name", function)
                .put("arguments", arguments));
        item.put("arguments", arguments).put("status", cancelled ? "incomplete" : "completed");
        itemEvents("done", item, index);
        output.add(item);
    }

    /** It ends early: by the gateway's cancel or the caller's interruption. */
    void cancel(String reason) {
        if (!generating || abandoned) {
            return;
        }
        generating = false;
        throwAudioAway();
        ObjectNode details = Json.object().put("type", "cancelled").put("reason", reason);
        emit(session.event("response.done").set("response", object("cancelled", details)));
        model.done(Map.of(), step);
        model.silent(this);
    }

    /** The gateway does not want its audio to be heard. */
    void clearAudio() {
        throwAudioAway();
        model.silent(this);
    }

    private void throwAudioAway() {
        if (sounding) {
            sounding = false;
            emit(session.event("output_audio_buffer.cleared").put("response_id", id));
        }
    }

    private void fallSilent() {
        if (abandoned) {
            return;
        }
        if (sounding) {
            sounding = false;
            emit(session.event("output_audio_buffer.stopped").put("response_id", id));
        }
        model.silent(this);
    }

    void abandon() {
        abandoned = true;
    }

    private ObjectNode object(String status, @Nullable ObjectNode details) {
        ObjectNode object = Json.object()
                .put("id", id)
                .put("object", "realtime.response")
                .put("status", status)
                .put("conversation_id", "conv_" + session.id.replaceFirst("^rtc_", ""))
                .put("max_output_tokens", "inf");
        object.set("status_details", details);
        object.set("output", output.deepCopy());
        object.putArray("output_modalities").add("audio");
        object.putNull("metadata");
        if (!status.equals("in_progress")) {
            object.set("usage", usage());
        }
        return object;
    }

    /** Made up, but of the vendor's form; only what is said aloud has audio. */
    private ObjectNode usage() {
        int spoken = step.say().isEmpty() ? 0 : call.get(Switches.AUDIO_TOKENS);
        ObjectNode usage = Json.object()
                .put("total_tokens", 260 + spoken)
                .put("input_tokens", 240)
                .put("output_tokens", 20 + spoken);
        ObjectNode in = usage.putObject("input_token_details")
                .put("text_tokens", 160)
                .put("audio_tokens", 80)
                .put("cached_tokens", 64);
        in.putObject("cached_tokens_details").put("text_tokens", 64).put("audio_tokens", 0);
        usage.putObject("output_token_details").put("text_tokens", 20).put("audio_tokens", spoken);
        return usage;
    }

    private ObjectNode item(String type) {
        return Json.object()
                .put("id", call.ids.mixed("item_", 21))
                .put("object", "realtime.item")
                .put("type", type)
                .put("status", "in_progress");
    }

    private void itemEvents(String phase, ObjectNode item, int index) {
        emit(session.event("response.output_item." + phase)
                .put("response_id", id)
                .put("output_index", index)
                .set("item", item.deepCopy()));
        emit(session.event("conversation.item." + phase)
                .putNull("previous_item_id")
                .set("item", item.deepCopy()));
    }

    private ObjectNode at(String type, String itemId, int index) {
        return session.event(type).put("response_id", id).put("item_id", itemId).put("output_index", index);
    }

    private void emit(ObjectNode event) {
        session.emit(event);
    }
}

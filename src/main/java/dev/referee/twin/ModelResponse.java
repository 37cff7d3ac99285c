package dev.referee.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One response of the model as a stream of events, in the usual order, which is not contractual
 * (facts/openai-realtime-sip.md §3.2-3.4): audio, then the function call in all three places, then {@code response.done},
 * and later the end of the audio.
 */
final class ModelResponse {

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
        String function = step.function();
        String functionCallId = function == null ? null : callFunction(function, cancelled);
        if (cancelled) {
            if (functionCallId != null && function != null) {
                model.interrupted(functionCallId, function);
            }
            cancel("turn_detected");
            return;
        }
        generating = false;
        emit(session.event("response.done").set("response", object("completed", null)));
        model.done(this, functionCallId, function == null ? "" : function, step);
        call.after(sounding ? call.get(Switches.SPEECH_MS) / 2 + step.tailMs() : 1, this::fallSilent);
    }

    private String callFunction(String function, boolean cancelled) {
        int index = output.size();
        String callId = call.ids.mixed("call_", 16);
        ObjectNode item = item("function_call")
                .put("call_id", callId)
                .put("name", function)
                .put("arguments", "");
        String itemId = item.path("id").asText();
        itemEvents("added", item, index);
        String arguments = arguments();
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
        if (!cancelled) {
            call.judge.functionCalled(callId, function, arguments);
        }
        return callId;
    }

    private String arguments() {
        if (step.kind() == ModelStep.Kind.TOOL) {
            return step.arguments();
        }
        ObjectNode arguments = Json.object();
        switch (step.kind()) {
            case END_CALL -> arguments.put("reason", step.reason());
            case UNKNOWN_TOOL -> arguments.put("please", true);
            default ->
                arguments
                        .put("target", step.target())
                        .put("reason", step.reason())
                        .put("summary", step.summary());
        }
        String text = arguments.toString();
        return step.kind() == ModelStep.Kind.BROKEN_JSON ? text.substring(0, text.length() / 2) : text;
    }

    /** It ends early: by the gateway's cancel or the caller's interruption. */
    void cancel(String reason) {
        if (!generating || abandoned) {
            return;
        }
        generating = false;
        ObjectNode details = Json.object().put("type", "cancelled").put("reason", reason);
        emit(session.event("response.done").set("response", object("cancelled", details)));
        model.done(this, null, "", step);
        clearAudio();
    }

    /** The audio is thrown away. */
    void clearAudio() {
        if (sounding) {
            sounding = false;
            emit(session.event("output_audio_buffer.cleared").put("response_id", id));
        }
        model.silent(this);
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

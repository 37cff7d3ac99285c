package dev.referee.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Which responses of a call fail as ordered, and what the vendor says of it. Belongs to the twin's thread. */
final class FailingModel {

    private final CallSim call;
    private int responses;

    FailingModel(CallSim call) {
        this.call = call;
    }

    /** What becomes of the next response in this session. */
    Faults.Model next(AgentSession session) {
        Faults.Model how = call.get(Switches.MODEL_FAILS);
        boolean fails = how == Faults.Model.THROWN_OUT ? throwsOut(session.attaches()) : isAmongThose(++responses);
        return fails ? how : Faults.Model.WORKS;
    }

    /** Whether the session is thrown out after its n-th attach. */
    boolean throwsOut(int attach) {
        return call.get(Switches.MODEL_FAILS) == Faults.Model.THROWN_OUT && isAmongThose(attach);
    }

    private boolean isAmongThose(int number) {
        int from = Math.max(1, call.get(Switches.MODEL_FAILS_FROM));
        int times = call.get(Switches.MODEL_FAILS_TIMES);
        return number >= from && (times == 0 || number < from + times);
    }

    /** The vendor's error; {@code server_error} is a type and has no code (facts/openai-realtime-sip.md §13). */
    ObjectNode error() {
        String code = call.get(Switches.MODEL_CODE);
        return Json.object()
                .put("type", code.equals("rate_limit_exceeded") ? "rate_limit_error" : code)
                .put("code", code.equals("server_error") ? null : code)
                .put("message", "The model failed, as ordered.");
    }

    /** An {@code error} frame of a session, naming the event that caused it, or none. */
    ObjectNode frame(AgentSession session, @Nullable String eventId) {
        ObjectNode event = session.event("error");
        event.set("error", error().putNull("param").put("event_id", eventId));
        return event;
    }
}

package dev.referee.twin;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A leg that a Dial has made. It reports its progress to the noun's statusCallback (facts/twilio-voice.md §3.4) and its
 * fate to the {@link DialRun}.
 */
abstract class CalledLeg extends Leg {

    final DialRun run;
    final TwimlDocument.Verb noun;

    /** The SIP status of the end; 0 when there was none. */
    int sipCode;

    /** The carrier's error; 0 when there was none. */
    int errorCode;

    private int sequence;
    private boolean joined;

    CalledLeg(DialRun run, TwimlDocument.Verb noun) {
        super(run.parent.call);
        this.run = run;
        this.noun = noun;
        call.called.add(this);
        call.world.legs.put(sid, this);
    }

    /** Sends the INVITE. */
    abstract void dial();

    /** What hangs on the leg is told that it is over: the agent's sideband is cut. */
    abstract void cutFarEnd();

    /** Whether an answer of this leg connects it with the caller. */
    boolean bridges() {
        return true;
    }

    /** The caller is connected with this leg from now on: at the answer, or after the noun's whisper. */
    void joined() {
        joined = true;
    }

    boolean isJoined() {
        return joined;
    }

    /** The key that is pressed when a whisper asks for one; empty for none. */
    String presses() {
        return "";
    }

    @Override
    String parentSid() {
        return run.parent.sid;
    }

    @Override
    String from() {
        return run.callerId();
    }

    @Override
    String to() {
        return noun.text();
    }

    @Override
    String direction() {
        return "outbound-dial";
    }

    void initiated() {
        status = "initiated";
        report("initiated");
    }

    void ringing() {
        status = "ringing";
        report("ringing");
    }

    void answered() {
        if (over()) {
            return;
        }
        status = "in-progress";
        answeredAt = call.now();
        sipCode = 200;
        report("answered");
        run.answered(this);
    }

    /** The far end is done with the leg: it hung up, was busy, failed. */
    void endedByFarEnd(String how, int sip, int error) {
        if (end(how, sip, error)) {
            run.legEnded(this);
        }
    }

    /** Our document hangs up on whoever answered. */
    void hungUp() {
        endedByFarEnd("completed", 200, 0);
    }

    /** The carrier ends the leg: the caller left, was moved, or somebody else answered. */
    void endedByCarrier() {
        end(answeredAt == null ? "canceled" : "completed", answeredAt == null ? 487 : 200, 0);
    }

    /** The Dial's timeout is over. */
    void notAnswered() {
        end("no-answer", 487, 0);
    }

    private boolean end(String how, int sip, int error) {
        if (over()) {
            return false;
        }
        status = how;
        sipCode = sip;
        errorCode = error;
        endedAt = call.now();
        call.judge.ringEnded(sid, how, true);
        call.judge.bridgeEnded(sid);
        report("completed");
        cutFarEnd();
        return true;
    }

    private void report(String event) {
        call.judge.tell("leg " + label() + " " + (event.equals("completed") ? status : event));
        String url = noun.attributes().get("statusCallback");
        String wanted = " " + noun.attribute("statusCallbackEvent", "completed") + " ";
        boolean lost = call.get(Switches.CALLBACKS) == Faults.Callbacks.LOST;
        if (url == null || lost || !wanted.contains(" " + event + " ")) {
            return;
        }
        Map<String, String> form = form();
        form.put("Timestamp", String.valueOf(rfc2822(call.now())));
        form.put("CallbackSource", "call-progress-events");
        form.put("SequenceNumber", Integer.toString(sequence++));
        if (event.equals("completed")) {
            form.put("CallDuration", Long.toString(answeredAt == null ? 0 : seconds()));
            form.put("Duration", answeredAt == null ? "0" : "1");
            if (sipCode != 0) {
                form.put("SipResponseCode", Integer.toString(sipCode));
            }
            if (errorCode != 0) {
                form.put("ErrorCode", Integer.toString(errorCode));
            }
        }
        deliver(url, event, form);
    }

    /** The parameters of every request about this leg. */
    Map<String, String> form() {
        Map<String, String> form = new LinkedHashMap<>(run.parent.standard());
        form.put("CallSid", sid);
        form.put("ParentCallSid", run.parent.sid);
        form.put("From", from());
        form.put("To", to());
        form.put("Caller", from());
        form.put("Called", to());
        form.put("Direction", direction());
        form.put("CallStatus", status);
        return form;
    }

    private void deliver(String url, String event, Map<String, String> form) {
        String kind = "status-" + event;
        String method = noun.attribute("statusCallbackMethod", "POST");
        Runnable post = () -> call.world.poster.carrier(call, kind, method, url, form, answer -> {});
        switch (call.get(Switches.CALLBACKS)) {
            case ONCE -> post.run();
            case DOUBLED -> {
                post.run();
                call.after(100, post);
            }
            // every other one is held back, so that the next overtakes it
            case OUT_OF_ORDER -> call.after(sequence % 2 == 1 ? 700 : 1, post);
            case LATE -> call.after(call.get(Switches.CALLBACK_LATE_MS), post);
        }
    }

    abstract String label();

    @Nullable
    String error() {
        return errorCode == 0 ? null : Integer.toString(errorCode);
    }
}

package dev.referee.twin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The caller's leg as the carrier knows it; what happens on it is {@link CallFlow}'s. */
final class ParentLeg extends Leg {

    private static final long CALL_MAX_MS = 3_600_000;

    final CallFlow flow;

    private Loop.@Nullable Timer limit;
    private Loop.@Nullable Timer patience;

    ParentLeg(CallSim call) {
        super(call);
        status = "ringing";
        flow = new CallFlow(this, call);
    }

    void start() {
        call.world.legs.put(sid, this);
        limit = call.after(CALL_MAX_MS, () -> flow.end("completed", "the call reached its time limit"));
        watchPatience();
        flow.start();
    }

    /** A caller to whom nothing new happens hangs up, unless a human is with him. */
    private void watchPatience() {
        int seen = call.judge.owners().size();
        patience = call.after(call.get(Switches.PATIENCE_MS), () -> {
            List<Owner> owners = call.judge.owners();
            Owner.Kind now = owners.get(owners.size() - 1).kind();
            if (owners.size() == seen && now != Owner.Kind.HUMAN) {
                flow.callerLeaves("out of patience");
            } else {
                watchPatience();
            }
        });
    }

    /** The carrier picks up for the caller, if it has not yet. */
    void answeredNow() {
        if (answeredAt == null) {
            answeredAt = call.now();
            status = "in-progress";
        }
    }

    /** The leg is gone. */
    void ended(String how) {
        status = how;
        endedAt = call.now();
        for (Loop.Timer timer : new Loop.@Nullable Timer[] {limit, patience}) {
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    /** The parameters of every request about this leg (facts/twilio-voice.md §1), and some that nobody announced. */
    Map<String, String> standard() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("CallSid", sid);
        form.put("AccountSid", call.world.options.twilio().accountSid());
        form.put("From", from());
        form.put("To", to());
        form.put("Caller", from());
        form.put("Called", to());
        form.put("CallStatus", status);
        form.put("ApiVersion", "2010-04-01");
        form.put("Direction", direction());
        form.put("FromCountry", "AU");
        form.put("FromCity", "");
        form.put("ToCountry", "AU");
        form.put("ToCity", "");
        form.put("StirVerstat", "TN-Validation-Passed-A");
        form.put("TwinsUnannouncedParameter", "accept unknown parameters");
        return form;
    }

    @Override
    @Nullable
    String parentSid() {
        return null;
    }

    @Override
    String from() {
        return call.get(Switches.FROM);
    }

    @Override
    String to() {
        return call.get(Switches.TO);
    }

    @Override
    String direction() {
        return "inbound";
    }
}

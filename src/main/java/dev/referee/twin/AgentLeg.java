package dev.referee.twin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The carrier's leg to OpenAI. Its far end is an {@link AgentSession}. */
final class AgentLeg extends CalledLeg {

    private @Nullable AgentSession session;

    AgentLeg(DialRun run, TwimlDocument.Verb noun) {
        super(run, noun);
    }

    @Override
    void dial() {
        SipAddress address = SipAddress.of(noun.text());
        if (!address.dropped().isEmpty()) {
            call.judge.complain("the carrier drops the SIP headers " + address.dropped() + " (32113, 13252)");
        }
        if (address.tooLong()) {
            call.judge.complain("the SIP address or its headers are too long for the carrier (21227)");
        }
        initiated();
        if (call.get(Switches.AGENT_LEG) == Faults.AgentLeg.FAILS_400) {
            call.after(50, () -> endedByFarEnd("failed", 400, 13224));
            return;
        }
        AgentSession born = new AgentSession(this, sipHeaders(address));
        session = born;
        call.after(20, born::invited);
        if (call.judge.epoch() > 0) {
            run.targetRings(this);
        }
    }

    /** The headers of the INVITE as OpenAI shows them (facts/twilio-voice.md §3.2). */
    private List<Map.Entry<String, String>> sipHeaders(SipAddress address) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        String tag = call.ids.mixed("", 10);
        headers.add(Map.entry("From", "<sip:" + from() + "@sip.twilio.com>;tag=" + tag));
        headers.add(Map.entry("To", "<" + address.bare() + ">"));
        headers.add(Map.entry("Call-ID", call.ids.hex("") + "@0.0.0.0"));
        headers.add(Map.entry("Max-Forwards", "60"));
        headers.add(Map.entry("CSeq", "1 INVITE"));
        headers.add(Map.entry("X-Twilio-AccountSid", call.world.options.twilio().accountSid()));
        headers.add(Map.entry("X-Twilio-CallSid", sid));
        headers.addAll(correlated(address.headers()).entrySet());
        return headers;
    }

    private Map<String, String> correlated(Map<String, String> own) {
        Map<String, Map<String, String>> sent = call.world.sentHeaders;
        Map<String, String> earlier = Map.of();
        for (Map.Entry<String, Map<String, String>> each : sent.entrySet()) {
            earlier = each.getKey().equals(call.id) ? earlier : each.getValue();
        }
        sent.put(call.id, own);
        return switch (call.get(Switches.CORRELATION)) {
            case PASSED -> own;
            case MISSING -> Map.of();
            case REUSED -> earlier;
            case FORGED -> {
                Map<String, String> forged = new LinkedHashMap<>();
                own.forEach((name, value) -> forged.put(name, forge(value)));
                yield forged;
            }
        };
    }

    private static String forge(String value) {
        if (value.isEmpty()) {
            return "x";
        }
        char middle = value.charAt(value.length() / 2);
        return value.substring(0, value.length() / 2)
                + (middle == 'x' ? 'y' : 'x')
                + value.substring(value.length() / 2 + 1);
    }

    /** The caller hears the agent from now on. */
    void hasCaller() {
        AgentSession far = session;
        if (far != null) {
            far.model.greetingIsDue();
        }
    }

    /** A REFER has come to nothing. */
    void callerIsBack() {
        AgentSession far = session;
        if (far != null) {
            far.model.callerIsBack();
        }
    }

    @Override
    void cutFarEnd() {
        AgentSession far = session;
        if (far != null) {
            far.legEnded(answeredAt != null);
        }
    }

    @Override
    String label() {
        return "agent";
    }
}

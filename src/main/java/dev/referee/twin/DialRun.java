package dev.referee.twin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One Dial being carried out: its legs, its timeout, and who of them answered first. */
final class DialRun {

    final ParentLeg parent;
    final TwimlDocument.Verb verb;
    final String mechanism;
    final String document;

    /** What follows this Dial in its document, for when there is no action. */
    final List<TwimlDocument.Verb> rest;

    @Nullable
    CalledLeg connected;

    private final List<CalledLeg> legs = new ArrayList<>();
    private final List<TwimlDocument.Verb> waiting = new ArrayList<>();
    private Loop.@Nullable Timer timeout;
    private boolean over;

    DialRun(
            ParentLeg parent,
            TwimlDocument.Verb verb,
            List<TwimlDocument.Verb> rest,
            String mechanism,
            String document) {
        this.parent = parent;
        this.verb = verb;
        this.rest = rest;
        this.mechanism = mechanism;
        this.document = document;
    }

    void start() {
        if (verb.flag("sequential")) {
            waiting.addAll(verb.nouns().subList(1, verb.nouns().size()));
            dial(verb.nouns().get(0));
        } else {
            verb.nouns().forEach(this::dial);
        }
    }

    private void dial(TwimlDocument.Verb noun) {
        if (timeout != null) {
            timeout.cancel();
        }
        timeout = parent.call.after(verb.seconds("timeout", 30), this::timedOut);
        CalledLeg leg = isAgent(noun) ? new AgentLeg(this, noun) : new HumanLeg(this, noun);
        legs.add(leg);
        leg.dial();
    }

    /** Whether this Dial goes to OpenAI. */
    boolean dialsAgent() {
        return verb.nouns().stream().anyMatch(this::isAgent);
    }

    private boolean isAgent(TwimlDocument.Verb noun) {
        String user = noun.name().equals("Sip") ? SipAddress.of(noun.text()).user() : "";
        return user.equals(parent.call.world.options.openAi().projectId());
    }

    String callerId() {
        return verb.attribute("callerId", parent.from());
    }

    boolean isOver() {
        return over;
    }

    void targetRings(CalledLeg leg) {
        parent.flow.targetRings(this, leg);
    }

    void answered(CalledLeg leg) {
        if (over || connected != null) {
            leg.endedByCarrier();
            return;
        }
        connected = leg;
        stopTimeout();
        legs.stream().filter(other -> other != leg).forEach(CalledLeg::endedByCarrier);
        if (leg.noun.attributes().containsKey("url")) {
            new WhisperRun(leg, () -> joined(leg)).start();
        } else {
            joined(leg);
        }
    }

    private void joined(CalledLeg leg) {
        if (!over && !leg.over()) {
            leg.joined();
            parent.flow.answered(this, leg);
        }
    }

    void legEnded(CalledLeg leg) {
        if (over) {
            return;
        }
        if (leg == connected) {
            finish("completed", leg);
        } else if (connected == null && legs.stream().allMatch(Leg::over)) {
            if (waiting.isEmpty()) {
                finish(leg.status, leg);
            } else {
                dial(waiting.remove(0));
            }
        }
    }

    /** The short cut of {@link Switches#NO_ANSWER_MS}. */
    void nobodyAnswered(CalledLeg leg) {
        leg.notAnswered();
        legEnded(leg);
    }

    private void timedOut() {
        if (over || connected != null) {
            return;
        }
        legs.forEach(CalledLeg::notAnswered);
        CalledLeg last = legs.get(legs.size() - 1);
        if (waiting.isEmpty()) {
            finish("no-answer", last);
        } else {
            dial(waiting.remove(0));
        }
    }

    private void finish(String how, CalledLeg leg) {
        over = true;
        stopTimeout();
        parent.flow.dialOver(this, outcome(how, leg));
    }

    /** The caller is taken away from this Dial: every leg ends. Gives what the action would hear. */
    Map<String, String> cut() {
        over = true;
        stopTimeout();
        CalledLeg leg = connected != null ? connected : legs.get(legs.size() - 1);
        legs.forEach(CalledLeg::endedByCarrier);
        return outcome(connected == null ? "canceled" : "completed", leg);
    }

    /** The parameters of the action (facts/twilio-voice.md §3.3). */
    private static Map<String, String> outcome(String how, CalledLeg leg) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("DialCallStatus", how);
        form.put("DialCallSid", leg.sid);
        form.put("DialBridged", Boolean.toString(leg.isJoined() && leg.bridges()));
        if (leg.answeredAt != null) {
            form.put("DialCallDuration", Long.toString(leg.seconds()));
        }
        if (leg.noun.name().equals("Sip") && leg.sipCode != 0) {
            form.put("DialSipResponseCode", Integer.toString(leg.sipCode));
            form.put("DialSipCallId", leg.sid.substring(2) + "@0.0.0.0");
        }
        String error = leg.error();
        if (error != null) {
            form.put("ErrorCode", error);
        }
        return form;
    }

    private void stopTimeout() {
        if (timeout != null) {
            timeout.cancel();
        }
    }
}

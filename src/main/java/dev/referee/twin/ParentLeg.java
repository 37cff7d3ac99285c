package dev.referee.twin;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The caller's leg: one thread of control that runs TwiML and that a REST redirect or a REFER takes away from what it was
 * doing. {@code turn} grows with every such step, and whatever comes back for an earlier turn is dropped.
 *
 * <p>A REFER under {@code answerOnBridge="true"} puts the agent's Dial aside as {@code held}: its leg lives on until
 * somebody answers, and has the caller back when the REFER's document ends without that (facts/twilio-voice.md §3.5).
 */
final class ParentLeg extends Leg {

    private static final long CALL_MAX_MS = 3_600_000;

    private @Nullable DialRun current;
    private @Nullable DialRun held;
    private int turn;
    private String mechanism = "inbound";
    private String document = "";
    private Loop.@Nullable Timer limit;
    private Loop.@Nullable Timer patience;

    ParentLeg(CallSim call) {
        super(call);
        status = "ringing";
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

    // ---- from outside

    void start() {
        call.world.legs.put(sid, this);
        limit = call.after(CALL_MAX_MS, () -> end("completed", "the call reached its time limit"));
        watchPatience();
        fetch("inbound", call.world.gateway("/twiml/inbound"), "POST", Map.of());
    }

    /** The caller hangs up. */
    void callerLeaves(String why) {
        if (over()) {
            return;
        }
        call.judge.tell("the caller hangs up, " + why);
        DialRun was = current;
        status = answeredAt == null ? "no-answer" : "completed";
        Map<String, String> outcome = was == null ? Map.of() : finishLegs(was);
        finishCall("the caller hung up");
        if (was != null && call.get(Switches.DIAL_ACTION_ON_CALLER_HANGUP)) {
            status = "completed";
            postActionInVain(was, outcome, answer -> {
                if (answer.ok() && answer.body().contains("<Dial")) {
                    call.judge.tell("NOTE the gateway answered the hang-up of the caller with a Dial");
                }
            });
        }
    }

    /** The carrier's REST API moves the caller; the document is fetched a little later. */
    void redirect(String url, String method, long fetchMs) {
        if (over()) {
            call.judge.tell("a redirect found the call over");
            return;
        }
        int mine = preempt();
        mechanism = "redirect";
        call.judge.owner(Owner.Kind.NOBODY, "");
        call.after(fetchMs, () -> {
            if (turn == mine && !over()) {
                fetch("document", url, method, Map.of());
            }
        });
    }

    /** The same with the document in hand. */
    void redirect(TwimlDocument inline) {
        preempt();
        mechanism = "redirect";
        execute(inline, "inline");
    }

    private int preempt() {
        DialRun was = current;
        DialRun wasHeld = held;
        current = null;
        held = null;
        turn++;
        if (wasHeld != null) {
            wasHeld.cut();
        }
        if (was != null) {
            Map<String, String> outcome = was.cut();
            answeredNow();
            if (call.get(Switches.DIAL_ACTION_ON_REDIRECT)) {
                outcome.put("DialCallStatus", "completed");
                postActionInVain(was, outcome, answer -> {});
            }
        }
        return turn;
    }

    /** The agent's leg has sent a REFER; {@code posts} times the carrier's webhook is delivered. */
    void referred(CalledLeg by, String target, int posts) {
        DialRun run = by.run;
        if (over() || by.over() || run != current || run.connected != by) {
            call.judge.tell("a REFER found the leg gone");
            return;
        }
        String url = run.verb.attributes().get("referUrl");
        if (url == null) {
            call.judge.complain("13802: REFER without referUrl, the call goes on unchanged");
            return;
        }
        int mine = turn;
        Map<String, String> form = new LinkedHashMap<>(standard());
        form.put("ReferTransferTarget", "<" + target + ">");
        String method = run.verb.attribute("referMethod", "POST");
        boolean[] done = {false};
        for (int i = 0; i < posts; i++) {
            call.world.poster.carrier(call, "refer-url", method, url, form, answer -> {
                if (!done[0]) {
                    done[0] = true;
                    referAnswered(run, mine, url, answer);
                }
            });
        }
    }

    private void referAnswered(DialRun run, int mine, String url, Poster.Answer answer) {
        if (over() || turn != mine || run != current) {
            call.judge.tell("the answer of referUrl came too late");
            return;
        }
        TwimlDocument next = read(answer, Poster.pathOf(url));
        boolean keeps = run.verb.flag("answerOnBridge");
        if (next == null && keeps) {
            call.judge.tell("the REFER failed, the caller stays with the agent");
            return;
        }
        current = null;
        if (keeps) {
            held = run;
        } else {
            afterRefer(run, run.cut());
        }
        mechanism = "refer";
        if (next == null) {
            end("failed", "application error");
        } else {
            execute(next, Poster.pathOf(url));
        }
    }

    private void afterRefer(DialRun was, Map<String, String> outcome) {
        if (call.get(Switches.DIAL_ACTION_AFTER_REFER)) {
            postActionInVain(was, outcome, answer -> {});
        }
    }

    /** The carrier's REST API ends the call. */
    void hangUp() {
        end("completed", "ended by REST");
    }

    // ---- from the Dial that runs

    void targetRings(DialRun run, CalledLeg leg) {
        if (run == current) {
            call.judge.owner(Owner.Kind.RINGING, leg.label());
        }
    }

    void answered(DialRun run, CalledLeg leg) {
        if (run != current || over()) {
            leg.endedByCarrier();
            return;
        }
        answeredNow();
        if (leg.bridges() && held != null) {
            DialRun was = held;
            held = null;
            afterRefer(was, was.cut());
        }
        if (leg instanceof AgentLeg) {
            mechanism = "inbound";
            call.judge.owner(Owner.Kind.AGENT, "");
            call.callerMayLeave(Faults.Caller.LEAVES_WITH_AGENT);
        } else if (leg.bridges()) {
            call.judge.bridged(leg.noun.text(), leg.sid, run.mechanism);
        } else {
            call.judge.owner(Owner.Kind.MACHINE, leg.noun.text());
        }
    }

    void dialOver(DialRun run, Map<String, String> outcome) {
        if (over()) {
            return;
        }
        if (run == held) {
            call.judge.tell("the agent has left while a REFER was carried out");
            return;
        }
        if (run != current) {
            return;
        }
        current = null;
        boolean agent = run.verb.nouns().stream().anyMatch(noun -> isAgent(noun.text()));
        if (agent) {
            mechanism = "release";
        }
        call.judge.owner(Owner.Kind.NOBODY, "");
        dialEnds(run, outcome);
    }

    private void dialEnds(DialRun run, Map<String, String> outcome) {
        String action = run.verb.attributes().get("action");
        if (action == null || (held != null && !call.get(Switches.INNER_ACTION_AFTER_REFER))) {
            turn++;
            next(run.rest);
            return;
        }
        int posts = call.get(Switches.CALLBACKS) == Faults.Callbacks.DOUBLED ? 2 : 1;
        Map<String, String> extra = new LinkedHashMap<>(outcome);
        fetch("dial-action", action, run.verb.attribute("method", "POST"), extra, posts);
    }

    private boolean isAgent(String address) {
        return SipAddress.of(address).user().equals(call.world.options.projectId());
    }

    // ---- running TwiML

    private void fetch(String kind, String url, String method, Map<String, String> extra) {
        fetch(kind, url, method, extra, 1);
    }

    private void fetch(String kind, String url, String method, Map<String, String> extra, int posts) {
        int mine = ++turn;
        Map<String, String> form = new LinkedHashMap<>(standard());
        form.putAll(extra);
        boolean[] done = {false};
        for (int i = 0; i < posts; i++) {
            call.world.poster.carrier(call, kind, method, url, form, answer -> {
                if (done[0] || turn != mine || over()) {
                    return;
                }
                done[0] = true;
                TwimlDocument next = read(answer, Poster.pathOf(url));
                if (next != null) {
                    execute(next, Poster.pathOf(url));
                } else if (held != null) {
                    documentEnds();
                } else {
                    end("failed", "application error");
                }
            });
        }
    }

    private @Nullable TwimlDocument read(Poster.Answer answer, String path) {
        String plain = path.split("\\?", 2)[0];
        if (!answer.ok()) {
            call.judge.complain("11200: " + plain + " answered " + answer.status()
                    + (answer.status() == 0 ? " (" + answer.body() + ")" : ""));
            return null;
        }
        try {
            TwimlDocument read = TwimlDocument.read(answer.type(), answer.body());
            read.warnings().forEach(warning -> call.judge.complain("12200: " + warning + " in " + plain));
            return read;
        } catch (TwimlDocument.Unusable e) {
            call.judge.complain(e.code + ": " + e.getMessage() + " in " + plain);
            return null;
        }
    }

    private void execute(TwimlDocument next, String path) {
        turn++;
        document = path;
        next(next.verbs());
    }

    private void next(List<TwimlDocument.Verb> verbs) {
        if (over()) {
            return;
        }
        if (verbs.isEmpty()) {
            documentEnds();
            return;
        }
        TwimlDocument.Verb verb = verbs.get(0);
        List<TwimlDocument.Verb> rest = verbs.subList(1, verbs.size());
        if (!(verb.name().equals("Dial") && verb.flag("answerOnBridge"))) {
            answeredNow();
        }
        switch (verb.name()) {
            case "Dial" -> {
                DialRun run = new DialRun(this, verb, rest, mechanism, document);
                current = run;
                run.start();
            }
            case "Redirect" -> fetch("document", verb.text(), verb.attribute("method", "POST"), Map.of());
            case "Pause" -> later(verb.seconds("length", 1), rest);
            case "Say", "Play" -> {
                call.judge.owner(Owner.Kind.ANNOUNCEMENT, "");
                call.judge.tell("the caller hears: " + verb.text());
                later(call.get(Switches.SAY_MS), rest);
            }
            case "Record" -> record(verb, rest);
            case "Hangup", "Reject" -> end("completed", "TwiML " + verb.name());
            default -> next(rest); // Gather: nobody presses keys here
        }
    }

    private void later(long ms, List<TwimlDocument.Verb> rest) {
        int mine = turn;
        call.after(ms, () -> {
            if (turn == mine && !over()) {
                call.judge.owner(held == null ? Owner.Kind.NOBODY : Owner.Kind.RINGING, "");
                next(rest);
            }
        });
    }

    private void record(TwimlDocument.Verb verb, List<TwimlDocument.Verb> rest) {
        call.judge.owner(Owner.Kind.VOICEMAIL, "");
        int mine = turn;
        call.after(call.get(Switches.RECORD_MS), () -> {
            if (turn != mine || over()) {
                return;
            }
            String recording = call.ids.hex("RE");
            Map<String, String> form = new LinkedHashMap<>();
            form.put("RecordingSid", recording);
            form.put("RecordingUrl", "https://api.twilio.com/2010-04-01/Recordings/" + recording);
            form.put("RecordingDuration", "1");
            String callback = verb.attributes().get("recordingStatusCallback");
            if (callback != null) {
                Map<String, String> all = new LinkedHashMap<>(standard());
                all.putAll(form);
                all.put("RecordingStatus", "completed");
                all.put("RecordingSource", "RecordVerb");
                call.world.poster.carrier(call, "recording", "POST", callback, all, answer -> {});
            }
            String action = verb.attributes().get("action");
            if (action == null) {
                call.judge.complain("11100: a Record without action asks for its own document again");
                next(rest);
            } else {
                form.put("Digits", "#");
                fetch("record-action", action, verb.attribute("method", "POST"), form);
            }
        });
    }

    /** No verb is left: back to the agent that a REFER has put aside, or the end. */
    private void documentEnds() {
        DialRun back = held;
        held = null;
        if (back == null) {
            end("completed", "no verb left");
        } else if (back.isOver()) {
            mechanism = "release";
            dialEnds(back, back.cut());
        } else {
            turn++;
            mechanism = "inbound";
            current = back;
            call.judge.owner(Owner.Kind.AGENT, "");
            call.judge.tell("the caller is back with the same agent");
        }
    }

    // ---- the end

    private void end(String how, String why) {
        if (!over()) {
            status = how;
            if (current != null) {
                finishLegs(current);
            }
            finishCall(why);
        }
    }

    private Map<String, String> finishLegs(DialRun was) {
        endedAt = Instant.now();
        return was.cut();
    }

    private void finishCall(String why) {
        endedAt = Instant.now();
        turn++;
        current = null;
        if (held != null) {
            held.cut();
            held = null;
        }
        for (Loop.Timer timer : new Loop.@Nullable Timer[] {limit, patience}) {
            if (timer != null) {
                timer.cancel();
            }
        }
        call.judge.over(why);
    }

    private void answeredNow() {
        if (answeredAt == null) {
            answeredAt = Instant.now();
            status = "in-progress";
        }
    }

    private void watchPatience() {
        int seen = call.judge.owners().size();
        patience = call.after(call.get(Switches.PATIENCE_MS), () -> {
            if (over()) {
                return;
            }
            List<Owner> owners = call.judge.owners();
            Owner.Kind now = owners.get(owners.size() - 1).kind();
            if (owners.size() == seen && now != Owner.Kind.HUMAN) {
                callerLeaves("out of patience");
            } else {
                watchPatience();
            }
        });
    }

    private void postActionInVain(DialRun was, Map<String, String> outcome, Consumer<Poster.Answer> done) {
        String action = was.verb.attributes().get("action");
        if (action != null) {
            Map<String, String> form = new LinkedHashMap<>(standard());
            form.putAll(outcome);
            call.world.poster.carrier(
                    call, "dial-action", was.verb.attribute("method", "POST"), action, form, answer -> {
                        call.judge.tell("a Dial action was posted; its answer does not count");
                        done.accept(answer);
                    });
        }
    }

    /** The parameters of every request about this leg (facts/twilio-voice.md §1), and some that nobody announced. */
    Map<String, String> standard() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("CallSid", sid);
        form.put("AccountSid", call.world.options.accountSid());
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
}

package dev.referee.twin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the caller is: in a Dial, in a document, taken away by a REST redirect or by a REFER.
 *
 * <p>A REFER under {@code answerOnBridge="true"} puts the agent's Dial aside as {@code held}: its leg lives on until
 * somebody answers, and has the caller back when the REFER's document ends without that (facts/twilio-voice.md §3.5,
 * documented). What the gateway does to the agent meanwhile is not documented; here a held leg that is hung up is missed
 * only when the REFER's document has ended, and then its Dial's action is asked (assumption).
 */
final class CallFlow {

    /** After it, an agent's leg that nobody needs any more should have been hung up. */
    private static final long LINGERS_MS = 5_000;

    private final ParentLeg leg;
    private final CallSim call;
    private final TwimlRunner runner;

    private @Nullable DialRun current;
    private @Nullable DialRun held;

    /** The agent's Dial after a REFER's target has answered, under {@link Faults.AfterRefer#LEG_STAYS}. */
    private @Nullable DialRun lingering;

    private String mechanism = "inbound";

    CallFlow(ParentLeg leg, CallSim call) {
        this.leg = leg;
        this.call = call;
        this.runner = new TwimlRunner(this, leg, call);
    }

    // ---- from outside

    void start() {
        runner.fetch("inbound", call.world.voiceUrl(), "POST", Map.of(), 1);
    }

    /** The caller hangs up. */
    void callerLeaves(String why) {
        if (leg.over()) {
            return;
        }
        call.judge.tell("the caller hangs up, " + why);
        DialRun was = current;
        Map<String, String> outcome = finish(leg.answeredAt == null ? "no-answer" : "completed", "the caller hung up");
        if (was != null && call.get(Switches.DIAL_ACTION_ON_CALLER_HANGUP)) {
            leg.status = "completed";
            postActionInVain(was, outcome, answer -> {
                if (answer.ok() && answer.body().contains("<Dial")) {
                    call.judge.tell("NOTE the gateway answered the hang-up of the caller with a Dial");
                }
            });
        }
    }

    /** The carrier's REST API moves the caller; the document is fetched a little later. */
    void redirect(String url, String method, long fetchMs) {
        if (leg.over()) {
            call.judge.tell("a redirect found the call over");
            return;
        }
        int mine = preempt();
        call.after(fetchMs, () -> {
            if (runner.turn() == mine && !leg.over()) {
                runner.fetch("document", url, method, Map.of(), 1);
            }
        });
    }

    /** The same with the document in hand. */
    void redirect(TwimlDocument inline) {
        if (!leg.over()) {
            preempt();
            runner.execute(inline, "inline");
        }
    }

    private int preempt() {
        DialRun was = current;
        DialRun wasHeld = held;
        current = null;
        held = null;
        mechanism = "redirect";
        int mine = runner.supersede();
        if (wasHeld != null) {
            wasHeld.cut();
        }
        if (was != null) {
            Map<String, String> outcome = was.cut();
            leg.answeredNow();
            if (call.get(Switches.DIAL_ACTION_ON_REDIRECT)) {
                outcome.put("DialCallStatus", "completed");
                postActionInVain(was, outcome, answer -> {});
            }
        }
        call.judge.owner(Owner.Kind.NOBODY, "");
        return mine;
    }

    /** The agent's leg has sent a REFER; {@code posts} times the carrier's webhook is delivered. */
    void referred(CalledLeg by, String target, int posts) {
        DialRun run = by.run;
        if (leg.over() || by.over() || run != current || run.connected != by) {
            call.judge.tell("a REFER found the leg gone");
            return;
        }
        String url = run.verb.attributes().get("referUrl");
        if (url == null) {
            call.judge.complain("13802: REFER without referUrl, the call goes on unchanged");
            return;
        }
        int mine = runner.turn();
        Map<String, String> form = new LinkedHashMap<>(leg.standard());
        form.put("ReferTransferTarget", "<" + target + ">");
        String method = run.verb.attribute("referMethod", "POST");
        boolean[] done = {false};
        for (int i = 0; i < posts; i++) {
            call.world.poster.carrier(call, "refer-url", method, url, form, answer -> {
                if (!done[0]) {
                    done[0] = true;
                    referAnswered(run, mine, Poster.pathOf(url), answer);
                }
            });
        }
    }

    private void referAnswered(DialRun run, int mine, String path, Poster.Answer answer) {
        if (leg.over() || runner.turn() != mine || run != current) {
            call.judge.tell("the answer of referUrl came too late");
            return;
        }
        TwimlDocument next = runner.read(answer, path);
        boolean keeps = run.verb.flag("answerOnBridge");
        if (next == null && keeps) {
            call.judge.tell("the REFER failed, the caller stays with the agent");
            return;
        }
        current = null;
        mechanism = "refer";
        if (keeps) {
            held = run;
        } else {
            afterRefer(run);
        }
        call.judge.owner(Owner.Kind.NOBODY, "");
        if (next == null) {
            documentFails();
        } else {
            runner.execute(next, path);
        }
    }

    /** The carrier ends the agent's leg, or leaves that to OpenAI. */
    private void targetAnswered(DialRun aside) {
        if (call.get(Switches.AFTER_REFER) == Faults.AfterRefer.LEG_ENDS) {
            afterRefer(aside);
            return;
        }
        lingering = aside;
        call.after(LINGERS_MS, () -> {
            if (!aside.isOver()) {
                call.judge.complain(
                        "the agent's leg was not hung up, " + LINGERS_MS + " ms after REFER's target answered");
            }
        });
    }

    /** The agent's Dial ends because the caller has been moved by a REFER. */
    private void afterRefer(DialRun was) {
        Map<String, String> outcome = was.cut();
        if (call.get(Switches.DIAL_ACTION_AFTER_REFER)) {
            postActionInVain(was, outcome, answer -> {});
        }
    }

    // ---- from the Dial that runs

    void dial(TwimlDocument.Verb verb, List<TwimlDocument.Verb> rest) {
        DialRun run = new DialRun(leg, verb, rest, mechanism, runner.document());
        current = run;
        run.start();
    }

    void targetRings(DialRun run, CalledLeg called) {
        if (run == current) {
            call.judge.owner(Owner.Kind.RINGING, called.label());
        }
    }

    void answered(DialRun run, CalledLeg called) {
        if (run != current || leg.over()) {
            called.endedByCarrier();
            return;
        }
        leg.answeredNow();
        DialRun aside = held;
        if (called.bridges() && aside != null) {
            held = null;
            targetAnswered(aside);
        }
        if (called instanceof AgentLeg agent) {
            mechanism = "inbound";
            call.judge.owner(Owner.Kind.AGENT, "");
            agent.hasCaller();
            call.callerMayLeave(Faults.Caller.LEAVES_WITH_AGENT);
        } else if (called.bridges()) {
            call.judge.bridged(called.noun.text(), called.sid, run.mechanism);
        } else {
            call.judge.owner(Owner.Kind.MACHINE, called.noun.text());
        }
    }

    void dialOver(DialRun run, Map<String, String> outcome) {
        if (run == held) {
            call.judge.tell("the agent has left while a REFER was carried out");
        } else if (run == current && !leg.over()) {
            current = null;
            if (run.dialsAgent()) {
                mechanism = "release";
            }
            call.judge.owner(Owner.Kind.NOBODY, "");
            dialEnds(run, outcome);
        }
    }

    private void dialEnds(DialRun run, Map<String, String> outcome) {
        String action = run.verb.attributes().get("action");
        if (action == null || (held != null && !call.get(Switches.INNER_ACTION_AFTER_REFER))) {
            runner.supersede();
            runner.go(run.rest);
            return;
        }
        int posts = call.get(Switches.CALLBACKS) == Faults.Callbacks.DOUBLED ? 2 : 1;
        runner.fetch("dial-action", action, run.verb.attribute("method", "POST"), outcome, posts);
    }

    // ---- from the document that runs

    /** No verb is left: back to the agent that a REFER has put aside, or the end. */
    void documentEnds() {
        DialRun back = held;
        held = null;
        if (back == null) {
            end("completed", "no verb left");
        } else if (back.isOver()) {
            mechanism = "release";
            dialEnds(back, back.cut());
        } else {
            runner.supersede();
            mechanism = "inbound";
            current = back;
            call.judge.owner(Owner.Kind.AGENT, "");
            call.judge.tell("the caller is back with the same agent");
            if (back.connected instanceof AgentLeg agent) {
                agent.callerIsBack();
            }
        }
    }

    /** The carrier cannot get or run a document: an agent put aside has the caller back, else he hears an error. */
    void documentFails() {
        if (held != null) {
            documentEnds();
        } else {
            end("failed", "application error");
        }
    }

    // ---- the end

    void end(String how, String why) {
        if (!leg.over()) {
            finish(how, why);
        }
    }

    private Map<String, String> finish(String how, String why) {
        DialRun was = current;
        DialRun wasHeld = held;
        current = null;
        held = null;
        runner.supersede();
        leg.ended(how);
        Map<String, String> outcome = was == null ? Map.of() : was.cut();
        for (DialRun aside : new @Nullable DialRun[] {wasHeld, lingering}) {
            if (aside != null && !aside.isOver()) {
                aside.cut();
            }
        }
        call.judge.over(why);
        return outcome;
    }

    /** The action of a Dial that the caller has left: its answer changes nothing. */
    private void postActionInVain(DialRun was, Map<String, String> outcome, Consumer<Poster.Answer> done) {
        String action = was.verb.attributes().get("action");
        if (action != null) {
            Map<String, String> form = new LinkedHashMap<>(leg.standard());
            form.putAll(outcome);
            String method = was.verb.attribute("method", "POST");
            call.world.poster.carrier(call, "dial-action", method, action, form, answer -> {
                call.judge.tell("a Dial action was posted; its answer does not count");
                done.accept(answer);
            });
        }
    }
}

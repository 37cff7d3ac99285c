package dev.referee.twin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs TwiML on the caller's leg, verb by verb. It is one thread of control: every new document and every redirect begins a
 * new turn, and what comes back for an earlier turn (an answer, the end of a pause) is dropped.
 */
final class TwimlRunner {

    private final CallFlow flow;
    private final ParentLeg leg;
    private final CallSim call;
    private int turn;
    private String document = "";

    TwimlRunner(CallFlow flow, ParentLeg leg, CallSim call) {
        this.flow = flow;
        this.leg = leg;
        this.call = call;
    }

    int turn() {
        return turn;
    }

    /** Drops whatever is under way; gives the new turn. */
    int supersede() {
        return ++turn;
    }

    /** Path and query of the document that runs. */
    String document() {
        return document;
    }

    /** Asks for a document and runs it. Delivered {@code posts} times; the first answer counts. */
    void fetch(String kind, String url, String method, Map<String, String> extra, int posts) {
        int mine = supersede();
        Map<String, String> form = new LinkedHashMap<>(leg.standard());
        form.putAll(extra);
        boolean[] done = {false};
        for (int i = 0; i < posts; i++) {
            call.world.poster.carrier(call, kind, method, url, form, answer -> {
                if (!done[0] && turn == mine && !leg.over()) {
                    done[0] = true;
                    TwimlDocument next = read(answer, Poster.pathOf(url));
                    if (next != null) {
                        execute(next, Poster.pathOf(url));
                    } else {
                        flow.documentFails();
                    }
                }
            });
        }
    }

    void fetch(String kind, TwimlDocument.Verb verb, String url, Map<String, String> extra) {
        fetch(kind, url, verb.attribute("method", "POST"), extra, 1);
    }

    /** The document in an answer; null, with a complaint, when the carrier could not run it. */
    @Nullable
    TwimlDocument read(Poster.Answer answer, String path) {
        return read(call, answer, path);
    }

    /** The same for a document that runs on another leg of the call. */
    static @Nullable TwimlDocument read(CallSim call, Poster.Answer answer, String path) {
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

    void execute(TwimlDocument next, String path) {
        supersede();
        document = path;
        go(next.verbs());
    }

    /** Goes on with these verbs. */
    void go(List<TwimlDocument.Verb> verbs) {
        if (leg.over()) {
            return;
        }
        if (verbs.isEmpty()) {
            flow.documentEnds();
            return;
        }
        TwimlDocument.Verb verb = verbs.get(0);
        List<TwimlDocument.Verb> rest = verbs.subList(1, verbs.size());
        if (!(verb.name().equals("Dial") && verb.flag("answerOnBridge"))
                && !verb.name().equals("Reject")) {
            leg.answeredNow();
        }
        switch (verb.name()) {
            case "Dial" -> flow.dial(verb, rest);
            case "Redirect" -> fetch("document", verb, verb.text(), Map.of());
            case "Pause" -> later(verb.seconds("length", 1), rest);
            case "Say", "Play" -> {
                call.judge.owner(Owner.Kind.ANNOUNCEMENT, "");
                call.judge.tell("the caller hears: " + verb.text());
                later(call.get(Switches.SAY_MS), rest);
            }
            case "Record" -> record(verb, rest);
            case "Reject" -> reject(verb);
            case "Hangup" -> flow.end("completed", "TwiML " + verb.name());
            default -> go(rest); // Gather: nobody presses keys here
        }
    }

    /** Only a call that was not answered can be rejected; after an answer the carrier just ends it. */
    private void reject(TwimlDocument.Verb verb) {
        if (leg.answeredAt != null) {
            flow.end("completed", "TwiML Reject");
            return;
        }
        boolean busy = verb.attribute("reason", "rejected").equals("busy");
        call.judge.tell(busy ? "the caller hears the busy tone" : "the caller hears that the number is not in service");
        flow.end(busy ? "busy" : "failed", "TwiML Reject");
    }

    private void later(long ms, List<TwimlDocument.Verb> rest) {
        int mine = turn;
        call.after(ms, () -> {
            if (turn == mine && !leg.over()) {
                call.judge.owner(Owner.Kind.NOBODY, "");
                go(rest);
            }
        });
    }

    private void record(TwimlDocument.Verb verb, List<TwimlDocument.Verb> rest) {
        call.judge.owner(Owner.Kind.VOICEMAIL, "");
        int mine = turn;
        call.after(call.get(Switches.RECORD_MS), () -> {
            if (turn == mine && !leg.over()) {
                recorded(verb, rest);
            }
        });
    }

    private void recorded(TwimlDocument.Verb verb, List<TwimlDocument.Verb> rest) {
        String recording = call.ids.hex("RE");
        Map<String, String> form = new LinkedHashMap<>();
        form.put("RecordingSid", recording);
        form.put("RecordingUrl", "https://api.twilio.com/2010-04-01/Recordings/" + recording);
        form.put("RecordingDuration", "1");
        String callback = verb.attributes().get("recordingStatusCallback");
        if (callback != null) {
            Map<String, String> all = new LinkedHashMap<>(leg.standard());
            all.putAll(form);
            all.put("RecordingStatus", "completed");
            all.put("RecordingSource", "RecordVerb");
            call.world.poster.carrier(call, "recording", "POST", callback, all, answer -> {});
        }
        String action = verb.attributes().get("action");
        if (action == null) {
            call.judge.complain("11100: a Record without action asks for its own document again");
            go(rest);
        } else {
            form.put("Digits", "#");
            fetch("record-action", verb, action, form);
        }
    }
}

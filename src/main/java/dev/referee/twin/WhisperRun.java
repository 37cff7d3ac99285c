package dev.referee.twin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The document that a noun's {@code url} names, run on the leg that was answered while the caller hears ringing
 * (facts/twilio-voice.md §7): at its end caller and human are joined; a Hangup in it, or a document that cannot be had
 * (assumption), ends the leg.
 */
final class WhisperRun {

    /** A finger finds the key. */
    private static final long PRESS_MS = 50;

    private final CalledLeg leg;
    private final CallSim call;
    private final Runnable joined;

    WhisperRun(CalledLeg leg, Runnable joined) {
        this.leg = leg;
        this.call = leg.call;
        this.joined = joined;
    }

    void start() {
        fetch("whisper", leg.noun.attribute("url", ""), leg.noun.attribute("method", "POST"), Map.of());
    }

    private void fetch(String kind, String url, String method, Map<String, String> extra) {
        Map<String, String> form = new LinkedHashMap<>(leg.form());
        form.putAll(extra);
        int posts = call.get(Switches.CALLBACKS) == Faults.Callbacks.DOUBLED ? 2 : 1;
        boolean[] done = {false};
        for (int i = 0; i < posts; i++) {
            call.world.poster.carrier(call, kind, method, url, form, answer -> {
                if (!done[0] && !leg.over()) {
                    done[0] = true;
                    TwimlDocument next = TwimlRunner.read(call, answer, Poster.pathOf(url));
                    if (next == null) {
                        leg.hungUp();
                    } else {
                        go(next.verbs());
                    }
                }
            });
        }
    }

    private void go(List<TwimlDocument.Verb> verbs) {
        if (leg.over()) {
            return;
        }
        if (verbs.isEmpty()) {
            joined.run();
            return;
        }
        TwimlDocument.Verb verb = verbs.get(0);
        List<TwimlDocument.Verb> rest = verbs.subList(1, verbs.size());
        switch (verb.name()) {
            case "Say", "Play" -> say(verb, () -> go(rest));
            case "Pause" -> call.after(verb.seconds("length", 1), () -> go(rest));
            case "Redirect" -> fetch("whisper", verb.text(), verb.attribute("method", "POST"), Map.of());
            case "Gather" -> gather(verb, rest);
            case "Hangup" -> leg.hungUp();
            default -> {
                call.judge.complain("a whisper cannot " + verb.name());
                leg.hungUp();
            }
        }
    }

    private void say(TwimlDocument.Verb verb, Runnable then) {
        call.judge.tell(leg.label() + " hears: " + verb.text());
        call.after(call.get(Switches.SAY_MS), then);
    }

    private void gather(TwimlDocument.Verb gather, List<TwimlDocument.Verb> rest) {
        Runnable wait = () -> pressed(gather, rest);
        gather.nouns().stream()
                .filter(verb -> verb.name().equals("Say"))
                .findFirst()
                .ifPresentOrElse(say -> say(say, wait), wait);
    }

    private void pressed(TwimlDocument.Verb gather, List<TwimlDocument.Verb> rest) {
        String key = leg.presses();
        if (leg.over()) {
            return;
        }
        if (!key.isEmpty()) {
            call.after(PRESS_MS, () -> {
                call.judge.tell(leg.label() + " presses " + key);
                fetch(
                        "gather-action",
                        gather.attribute("action", leg.noun.attribute("url", "")),
                        gather.attribute("method", "POST"),
                        Map.of("Digits", key));
            });
            return;
        }
        int shortCut = call.get(Switches.NO_ANSWER_MS);
        call.after(shortCut > 0 ? shortCut : gather.seconds("timeout", 5), () -> {
            if (!leg.over()) {
                call.judge.tell(leg.label() + " presses nothing");
                go(rest);
            }
        });
    }
}

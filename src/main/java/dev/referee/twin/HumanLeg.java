package dev.referee.twin;

import java.util.List;

/** A human's phone, or whatever answers at that number. */
final class HumanLeg extends CalledLeg {

    private static final long MACHINE_MS = 1_000;

    private final HumanScript human;

    HumanLeg(DialRun run, TwimlDocument.Verb noun) {
        super(run, noun);
        this.human = script();
    }

    /** By number, else by turn ({@code #1} is the first number that rings in this call), else {@code *}. */
    private HumanScript script() {
        var humans = call.get(Switches.HUMANS);
        String bare = SipAddress.of(noun.text()).bare();
        List<String> before = call.called.stream()
                .filter(leg -> leg instanceof HumanLeg)
                .map(leg -> leg.noun.text())
                .distinct()
                .toList();
        String turn = "#" + (before.indexOf(noun.text()) + 1);
        for (String form : new String[] {noun.text(), "tel:" + noun.text(), bare, turn, "*"}) {
            HumanScript found = humans.get(form);
            if (found != null) {
                return found;
            }
        }
        return HumanScript.of(HumanScript.Does.ANSWERS);
    }

    @Override
    void dial() {
        call.judge.rang(new Ring(
                createdAt, noun.text(), from(), sid, run.mechanism, run.document, call.judge.epoch(), null, "ringing"));
        initiated();
        long ringMs = human.ringMs() == null ? call.get(Switches.HUMAN_RING_MS) : human.ringMs();
        switch (human.does()) {
            case FAILED -> call.after(50, () -> endedByFarEnd("failed", 404, 13225));
            case BUSY -> ringThen(Math.min(ringMs, 200), () -> endedByFarEnd("busy", 486, 0));
            case DECLINES -> ringThen(ringMs, () -> endedByFarEnd("busy", 603, 0));
            case ANSWERS, VOICEMAIL_BOX, PRESSES_NOTHING, PRESSES_2 -> ringThen(ringMs, this::pickUp);
            case NO_ANSWER -> {
                int shortCut = call.get(Switches.NO_ANSWER_MS);
                ringThen(shortCut, () -> {
                    if (shortCut > 0) {
                        run.nobodyAnswered(this);
                    }
                });
            }
        }
    }

    private void ringThen(long ms, Runnable then) {
        call.after(20, () -> {
            if (!over()) {
                ringing();
                run.targetRings(this);
                call.callerMayLeave(Faults.Caller.LEAVES_WHILE_TARGET_RINGS);
                call.after(ms, () -> {
                    if (!over()) {
                        then.run();
                    }
                });
            }
        });
    }

    private void pickUp() {
        call.judge.ringEnded(sid, "answered", false);
        answered();
    }

    @Override
    void joined() {
        super.joined();
        long talkMs = human.talkMs() == null ? call.get(Switches.HUMAN_TALK_MS) : human.talkMs();
        call.after(bridges() ? talkMs : MACHINE_MS, () -> endedByFarEnd("completed", 200, 0));
    }

    @Override
    String presses() {
        return switch (human.does()) {
            case ANSWERS -> "1";
            case PRESSES_2 -> "2";
            case BUSY, NO_ANSWER, DECLINES, VOICEMAIL_BOX, PRESSES_NOTHING, FAILED -> "";
        };
    }

    @Override
    boolean bridges() {
        return human.does() != HumanScript.Does.VOICEMAIL_BOX;
    }

    @Override
    void cutFarEnd() {
        // a human just hears the line go dead
    }

    @Override
    String label() {
        return noun.text();
    }
}

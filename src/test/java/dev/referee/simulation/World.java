package dev.referee.simulation;

import dev.referee.call.AgentLegStatus;
import dev.referee.call.CallCommand;
import dev.referee.call.CallEvent;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallMachine;
import dev.referee.call.CallRules;
import dev.referee.call.Calls;
import dev.referee.call.CarrierReport;
import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Command;
import dev.referee.transfer.Concluded;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.Document;
import dev.referee.transfer.Ending;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Outcome;
import dev.referee.transfer.Plan;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.Rung;
import dev.referee.transfer.Samples;
import dev.referee.transfer.Source;
import dev.referee.transfer.Stop;
import dev.referee.transfer.TransferCommand;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.TransferState;
import dev.referee.transfer.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A small carrier, vendor, caller and humans around the machine, under virtual time. It plays the routes too: they do
 * what the machine commands, in its order. Requests and callbacks are delayed, doubled and reordered within a bound, and
 * answers get lost, upon which the carrier asks again.
 */
final class World {

    private static final Duration HORIZON = Duration.ofMinutes(8);

    /** The longest way of a callback, which may overtake others but not by more. */
    private static final int CALLBACK_MS = 1_500;

    private record Timed(Instant at, long order, Runnable run) {}

    /** Where the caller's leg is. */
    private enum Where {
        DIALLING_AGENT,
        AGENT,
        TARGET,
        WAIT,
        VOICEMAIL,
        OVER
    }

    /** One session at the vendor, and with it the agent's leg. */
    private static final class Session {
        private final CallId id;
        private final String dialId;
        private boolean alive = true;

        private Session(CallId id, String dialId) {
            this.id = id;
            this.dialId = dialId;
        }
    }

    /** One Dial of humans, one of whom has the caller at last, or none. */
    private static final class Leg {
        private final TransferId transfer;
        private final int stop;
        private final boolean[] ended;
        /** The leg that was answered; the others are cancelled. */
        private int picked = -1;
        /** Since when it is up; null while it rings. */
        private @Nullable Instant up;
        /** Whether its human has the caller. */
        private boolean answered;

        private boolean over;

        private Leg(Document.DialTarget dial) {
            this.transfer = dial.transfer();
            this.stop = dial.stop();
            this.ended = new boolean[dial.to().numbers().size()];
        }

        private boolean allEnded() {
            return IntStream.range(0, ended.length).allMatch(one -> ended[one]);
        }
    }

    private final Random random;
    private final Fate fate;
    private final Judge judge = new Judge();
    private final PriorityQueue<Timed> queue =
            new PriorityQueue<>(Comparator.comparing(Timed::at).thenComparing(Timed::order));
    private final List<String> log = new ArrayList<>();
    private final Map<String, Set<String>> rungThrough = new HashMap<>();
    private final Set<TransferId> joined = new HashSet<>();
    private final Set<TransferId> dialled = new HashSet<>();

    private Instant now = Samples.START;
    private long order;
    private CallFile file;
    private int dials = 1;
    private int sessions;
    private int transfers;
    private int agentDials;
    private boolean agentComes;
    private @Nullable Instant timer;

    private int document;
    private Where where = Where.DIALLING_AGENT;
    private boolean inReferDocument;
    private String landedBy = "";
    private @Nullable Session session;
    private @Nullable Leg leg;
    private boolean callerHungUp;

    World(long seed) {
        random = new Random(seed);
        fate = Fate.of(random);
        log.add(fate.toString());
        Decision<CallFile> inbound = CallMachine.inbound(circumstances("d-0"), Calls.POLICY);
        file = inbound.next();
    }

    List<String> log() {
        return log;
    }

    /** The outcome of the last transfer, if there was one. */
    @Nullable
    Outcome run() {
        execute(document, new Document.DialAgent("d-0", ""), false);
        arm();
        if (fate.callerLeavesAfter() != null) {
            in(fate.callerLeavesAfter(), this::hangUp);
        }
        Instant end = now.plus(HORIZON);
        while (!queue.isEmpty() && queue.peek().at().isBefore(end)) {
            Timed next = queue.poll();
            now = next.at();
            next.run().run();
        }
        verdict();
        return file.transfer() instanceof Concluded over ? over.outcome() : null;
    }

    private void verdict() {
        TransferState transfer = file.transfer();
        judge.check(file.inFlight().isEmpty(), () -> "a transfer never ends: " + transfer);
        judge.end(file);
        boolean failed = false;
        if (transfer instanceof Concluded over) {
            Plan plan = over.plan();
            failed = over.outcome() == Outcome.FAILED;
            if (over.outcome() == Outcome.BRIDGED) {
                judge.check(joined.contains(plan.id()), () -> "bridged, but nobody ever answered");
            }
            if (over.outcome() == Outcome.ABANDONED && !callerHungUp) {
                judge.check(plan.ending() == Ending.HANG_UP, () -> "abandoned, but the caller stayed");
            }
            if (failed && !callerHungUp) {
                boolean noWay = fate.redirectAfter() == null && !fate.releaseWorks();
                judge.check(
                        plan.isRescue() || (dialled.contains(plan.id()) ? !agentComes : noWay),
                        () -> "failed, although something worked");
            }
        }
        boolean owned = where == Where.AGENT && session != null && session.alive
                || where == Where.TARGET && leg != null && leg.answered
                || where == Where.OVER;
        boolean gaveUp = failed || file.call().stage() == dev.referee.call.Stage.FAILED;
        judge.check(owned || gaveUp, () -> "the caller is with nobody: " + where);
    }

    // ---- our own side: the machine, and routes that do what it commands

    private @Nullable Document deliver(CallEvent event) {
        Circumstances circumstances = circumstances("d-" + dials);
        Decision<CallFile> decision = CallMachine.decide(file, event, circumstances, Calls.POLICY);
        log.add(Duration.between(Samples.START, now).toMillis() + " ms " + event + " -> " + decision.answer() + " "
                + decision.commands() + " " + stateName(decision.next()));
        List<String> broken = CallRules.ofOneDecision(file, event, decision, now);
        judge.check(broken.isEmpty(), broken::toString);
        judge.judge(file, event, decision, now);
        file = decision.next();
        if (file.call().agent().dialId().equals("d-" + dials)) {
            dials++;
        }
        decision.commands().forEach(this::run);
        if (event instanceof CallEvent.OfTransfer of && of.event() instanceof TransferEvent.ReferSkipped) {
            in(5, 50, () -> deliver(new CallEvent.OfTransfer(of.transfer(), new TransferEvent.RedirectBegun())));
        }
        arm();
        return decision.answer();
    }

    private static String stateName(CallFile file) {
        TransferState transfer = file.transfer();
        return file.call().stage() + "/" + file.call().agent().getClass().getSimpleName() + "/"
                + (transfer == null ? "-" : transfer.getClass().getSimpleName());
    }

    private void arm() {
        Instant due = file.deadline().orElse(null);
        if (due != null && !due.equals(timer)) {
            timer = due;
            in(due.isAfter(now) ? Duration.between(now, due) : Duration.ZERO, () -> {
                timer = null;
                deliver(new CallEvent.DeadlinePassed());
            });
        }
    }

    private void run(Command command) {
        if (command instanceof CallCommand.AcceptSession accept) {
            in(100, 900, () -> accept(accept.callId()));
        } else if (command instanceof CallCommand.OpenSideband open) {
            in(50, 500, () -> openSideband(open.callId()));
        } else if (command instanceof CallCommand.ReopenSideband open) {
            in(20, 500, () -> openSideband(open.callId()));
        } else if (command instanceof CallCommand.GiveAgentUp mute) {
            in(
                    5,
                    50,
                    () -> deliver(new CallEvent.AgentMute(
                            mute.callId(), mute.why(), Samples.plan(8, Plan.REFEREE, 1, Ending.RETURN), false)));
        } else if (command instanceof CallCommand.HangUpSession hangUp) {
            in(50, 400, () -> endSession(hangUp.callId(), "completed"));
        } else if (command instanceof CallCommand.RejectSession reject) {
            in(50, 400, () -> endSession(reject.callId(), "failed"));
        } else if (command instanceof CallCommand.Greet || command instanceof TransferCommand.TellAgent) {
            if (transfers < 2) {
                in(500, 6_000, this::askForTransfer);
            }
        } else if (command instanceof CallCommand.BeginTransfer begin) {
            TransferEvent first = fate.refer() == Fate.Refer.BREAKER_OPEN
                    ? new TransferEvent.ReferSkipped("breaker open")
                    : new TransferEvent.ReferBegun();
            in(5, 50, () -> deliver(new CallEvent.OfTransfer(begin.transfer(), first)));
        } else if (command instanceof TransferCommand.Signal signal) {
            next(signal);
        } else if (command instanceof TransferCommand.SendRefer) {
            sendRefer(current());
        } else if (command instanceof TransferCommand.SendRedirect) {
            sendRedirect(current());
        } else if (command instanceof TransferCommand.SendRelease) {
            sendRelease(current());
        } else if (command instanceof TransferCommand.AskCarrier) {
            in(50, 400, () -> deliver(new CallEvent.CarrierReported(carrierSays())));
        } else if (command instanceof CallCommand.FetchCaller && fate.rest() != Fate.Rest.UNREACHABLE) {
            in(100, 600, () -> {
                if (file.isStranded(circumstances("d-" + dials))) {
                    moveCaller(() -> request(new CallEvent.CallerParked(rescue()), false));
                }
            });
        } else if (command instanceof CallCommand.EndCaller) {
            in(50, 400, () -> callerOver("ended by us"));
        }
    }

    private void next(TransferCommand.Signal signal) {
        boolean fallBack = signal.verdict() == Verdict.REFUSED || signal.verdict() == Verdict.SILENT;
        if (fallBack && signal.mechanism() == Mechanism.REFER) {
            in(5, 50, () -> deliver(new CallEvent.OfTransfer(signal.transfer(), new TransferEvent.RedirectBegun())));
        } else if (fallBack && signal.mechanism() == Mechanism.REDIRECT) {
            in(5, 50, () -> deliver(new CallEvent.OfTransfer(signal.transfer(), new TransferEvent.ReleaseBegun())));
        }
    }

    // ---- the vendor

    private void askForTransfer() {
        if (session != null && session.alive && where == Where.AGENT) {
            Plan plan = Samples.plan(++transfers, "agent", Samples.stops(random, 2), fate.ending());
            deliver(new CallEvent.TransferAsked(plan, Source.SIDEBAND));
        }
    }

    private void accept(CallId id) {
        boolean there = session != null && session.id.equals(id) && session.alive;
        if (there && where == Where.DIALLING_AGENT) {
            where = Where.AGENT;
        }
        deliver(new CallEvent.AcceptAnswered(id, there ? Samples.ACCEPTED : Samples.OVER));
    }

    private void openSideband(CallId id) {
        boolean there = session != null && session.id.equals(id) && session.alive;
        deliver(there ? new CallEvent.SidebandOpened(id) : new CallEvent.SidebandFailed(id, true, "404"));
    }

    private void endSession(CallId id, String status) {
        Session ended = session;
        if (ended == null || !ended.id.equals(id) || !ended.alive) {
            return;
        }
        dropSession();
        boolean hisDial = where == Where.AGENT || where == Where.DIALLING_AGENT;
        if (hisDial && !inReferDocument) {
            document++;
            landedBy = "action";
            request(new CallEvent.AgentDialEnded(ended.dialId, status, true, rescue()), false);
        }
    }

    private void dropSession() {
        Session ended = session;
        if (ended != null && ended.alive) {
            ended.alive = false;
            callback(new CallEvent.AgentLegReported(ended.dialId, AgentLegStatus.COMPLETED));
            boolean clean = random.nextBoolean();
            in(50, 2_000, () -> deliver(new CallEvent.SidebandClosed(ended.id, clean, "bye")));
        }
    }

    private void sendRefer(TransferId id) {
        if (fate.referAfter() != null) {
            in(fate.referAfter(), () -> {
                if (where == Where.AGENT && session != null && session.alive) {
                    request(new CallEvent.OfLatestTransfer(new TransferEvent.ReferArrived("<tel:+61>")), true);
                }
            });
        }
        if (fate.vendorTalks()) {
            Rung rung = random.nextInt(3) == 0 ? null : Rung.ON_WIRE;
            in(100, 3_000, () -> deliver(new CallEvent.OfLatestTransfer(new TransferEvent.VendorReported("x", rung))));
        }
        RequestResult result =
                switch (fate.refer()) {
                    case ACCEPTED -> Samples.ACCEPTED;
                    case UNKNOWN -> Samples.UNKNOWN;
                    case REFUSED, BREAKER_OPEN -> Samples.REFUSED;
                };
        in(100, 900, () -> deliver(new CallEvent.OfTransfer(id, new TransferEvent.ReferAnswered(result))));
    }

    private void sendRelease(TransferId id) {
        Session present = session;
        boolean there = present != null && present.alive;
        if (fate.releaseWorks() && present != null) {
            in(100, 1_500, () -> endSession(present.id, "completed"));
        }
        RequestResult result = there ? Samples.ACCEPTED : Samples.OVER;
        in(100, 900, () -> deliver(new CallEvent.OfTransfer(id, new TransferEvent.ReleaseAnswered(result))));
    }

    // ---- the carrier

    private CarrierReport carrierSays() {
        boolean silent = fate.rest() == Fate.Rest.UNREACHABLE && random.nextBoolean();
        if (silent || where == Where.OVER) {
            return silent ? new CarrierReport.Unknown() : new CarrierReport.Over();
        }
        Leg rung = leg;
        boolean picked = rung != null && rung.picked >= 0;
        LegStatus human = rung == null || rung.over ? LegStatus.NONE : picked ? LegStatus.ANSWERED : LegStatus.RINGING;
        return new CarrierReport.Live(
                file.transfer() instanceof Dialling dialling
                        ? new CarrierReport.Dialled(dialling, human, picked ? rung.picked : 0)
                        : null);
    }

    private void sendRedirect(TransferId id) {
        boolean over = where == Where.OVER;
        if (fate.redirectAfter() != null && !over) {
            in(
                    fate.redirectAfter(),
                    () -> moveCaller(() -> {
                        landedBy = "redirect";
                        request(new CallEvent.OfTransfer(id, new TransferEvent.RedirectFetched()), false);
                    }));
        }
        RequestResult result =
                switch (fate.rest()) {
                    case ACCEPTED -> over ? Samples.OVER : Samples.ACCEPTED;
                    case SERVER_ERROR, HANGS -> Samples.UNKNOWN;
                    case REFUSED -> over ? Samples.OVER : Samples.REFUSED;
                    case UNREACHABLE -> Samples.NOT_SENT;
                };
        Duration answered = fate.rest() == Fate.Rest.HANGS ? Duration.ofMillis(2_500) : Fate.between(random, 50, 800);
        in(answered, () -> deliver(new CallEvent.OfTransfer(id, new TransferEvent.RedirectAnswered(result))));
    }

    /** The caller's leg leaves what it does and fetches another document. */
    private void moveCaller(Runnable fetch) {
        if (where == Where.OVER) {
            return;
        }
        Session present = session;
        boolean inDial = present != null && present.alive && where == Where.AGENT && !inReferDocument;
        if (inDial && fate.actionOnRedirect()) {
            deliver(new CallEvent.AgentDialEnded(present.dialId, "completed", true, rescue()));
        }
        leave();
        dropSession();
        where = Where.WAIT;
        inReferDocument = false;
        int moved = document;
        in(250, 400, () -> {
            if (moved == document) {
                fetch.run();
            }
        });
    }

    private void leave() {
        document++;
        Leg old = leg;
        if (old != null && !old.over) {
            allEnd(old);
        }
    }

    private void allEnd(Leg of) {
        of.over = true;
        for (int one = 0; one < of.ended.length; one++) {
            end(of, one);
        }
    }

    private void end(Leg of, int one) {
        if (!of.ended[one]) {
            of.ended[one] = true;
            legCallback(of, one, LegStatus.ENDED);
        }
    }

    /** Asks us for a document; the answer is run unless the caller's leg has moved on. */
    private void request(CallEvent event, boolean refer) {
        int asking = document;
        boolean lost = random.nextInt(25) == 0;
        in(20, 300, () -> {
            Document first = deliver(event);
            if (!lost) {
                in(10, 100, () -> execute(asking, Objects.requireNonNull(first), refer));
            }
        });
        if (lost) {
            in(1_000, 3_000, () -> {
                if (asking == document && where != Where.OVER) {
                    Document second = deliver(event);
                    in(10, 100, () -> execute(asking, Objects.requireNonNull(second), refer));
                }
            });
        } else if (random.nextInt(12) == 0) {
            in(300, 2_000, () -> deliver(event));
        }
    }

    private void execute(int asking, Document answer, boolean refer) {
        if (asking != document || where == Where.OVER) {
            return;
        }
        document++;
        if (refer) {
            inReferDocument = true;
            landedBy = "refer";
        }
        if (answer instanceof Document.DialTarget dial) {
            ring(dial);
        } else if (answer instanceof Document.DialAgent dial) {
            inReferDocument = false;
            dropSession();
            dialAgent(dial.dialId());
        } else if (answer instanceof Document.Wait) {
            where = Where.WAIT;
            whileHere(Duration.ofSeconds(1), () -> request(new CallEvent.CallerParked(rescue()), false));
        } else if (answer instanceof Document.Voicemail) {
            where = Where.VOICEMAIL;
            whileHere(Fate.between(random, 2_000, 20_000), () -> request(new CallEvent.VoicemailEnded(true), false));
        } else if (answer instanceof Document.Empty && inReferDocument && session != null && session.alive) {
            inReferDocument = false;
            where = Where.AGENT;
        } else {
            boolean meant = answer instanceof Document.Apology || answer instanceof Document.Hangup;
            judge.check(meant, () -> "the document ended and the caller with it");
            callerOver("document " + answer);
        }
    }

    private void dialAgent(String dialId) {
        where = Where.DIALLING_AGENT;
        agentComes = fate.agents().get(Math.min(agentDials++, fate.agents().size() - 1));
        if (agentComes) {
            whileHere(Fate.between(random, 300, 1_500), () -> {
                Session ringing = new Session(new CallId("rtc_" + sessions++), dialId);
                session = ringing;
                CallEvent announced = new CallEvent.SessionAnnounced(dialId, ringing.id);
                deliver(announced);
                if (random.nextInt(10) == 0) {
                    in(10, 3_000, () -> deliver(announced));
                }
            });
        }
        Duration patience = agentComes ? Calls.POLICY.agentRing() : Fate.between(random, 500, 12_000);
        whileHere(patience, () -> {
            if (where == Where.DIALLING_AGENT) {
                callback(new CallEvent.AgentLegReported(dialId, AgentLegStatus.FAILED));
                document++;
                landedBy = "action";
                request(new CallEvent.AgentDialEnded(dialId, "failed", true, rescue()), false);
            }
        });
    }

    private void ring(Document.DialTarget dial) {
        where = Where.TARGET;
        dialled.add(dial.transfer());
        judge.check(leg == null || leg.over, () -> "two humans at a time");
        Set<String> through = rungThrough.computeIfAbsent(dial.transfer() + " " + dial.stop(), key -> new HashSet<>());
        judge.check(through.add(landedBy + " " + document), () -> "rung twice by the same document");
        judge.check(through.size() <= 2, () -> "a human is rung again and again: " + through);
        Leg rung = new Leg(dial);
        leg = rung;
        for (int one = 0; one < rung.ended.length; one++) {
            ring(rung, one, dial.to());
        }
        whileHere(dial.to().ring().plus(Fate.between(random, 0, 5_000)), () -> {
            if (rung.picked < 0 && !rung.over) {
                legOver(rung, "no-answer");
            }
        });
    }

    private void ring(Leg rung, int one, Stop to) {
        legCallback(rung, one, LegStatus.INITIATED);
        in(50, 400, () -> legCallback(rung, one, LegStatus.RINGING));
        Fate.Human human = fate.humans().get((Math.min(rung.stop, 1) + one) % 2);
        boolean answers = human.talks() != null && human.reactsAfter().compareTo(to.ring()) < 0;
        if (!answers && !human.busy()) {
            return;
        }
        whileHere(human.reactsAfter(), () -> {
            if (rung.over || rung.picked >= 0) {
                return;
            }
            if (!answers) {
                end(rung, one);
                if (rung.allEnded()) {
                    legOver(rung, "busy");
                }
            } else {
                pickUp(rung, one, to, human);
            }
        });
    }

    private void pickUp(Leg rung, int one, Stop to, Fate.Human human) {
        rung.picked = one;
        rung.up = now;
        legCallback(rung, one, LegStatus.ANSWERED);
        for (int other = 0; other < rung.ended.length; other++) {
            if (other != one) {
                end(rung, other);
            }
        }
        if (inReferDocument && (!to.manner().isScreened() || random.nextBoolean())) {
            dropSession();
        }
        if (!to.manner().isScreened()) {
            join(rung, human);
            return;
        }
        boolean takes = random.nextInt(3) > 0;
        askForHuman(rung, new TransferEvent.WhisperAsked(rung.stop, one), words -> {
            judge.check(words instanceof Document.Whisper, () -> "no whisper for a human: " + words);
            whileHere(Fate.between(random, 1_000, 25_000), () -> {
                if (rung.over) {
                    return;
                }
                if (!takes) {
                    legOver(rung, "completed");
                    return;
                }
                // Known limit: where our answer gets lost and the carrier asks again, they are joined a little later.
                joined.add(rung.transfer);
                String key = to.manner().press1() ? "1" : "";
                askForHuman(rung, new TransferEvent.WhisperEnded(rung.stop, one, key), answer -> {
                    if (answer instanceof Document.Join) {
                        join(rung, human);
                    } else {
                        legOver(rung, "completed");
                    }
                });
            });
        });
    }

    private void join(Leg rung, Fate.Human human) {
        rung.answered = true;
        joined.add(rung.transfer);
        if (inReferDocument) {
            dropSession();
        }
        whileHere(Objects.requireNonNull(human.talks()), () -> legOver(rung, "completed"));
    }

    /** A document for the leg of a human; the carrier asks again when the answer got lost, and sometimes twice. */
    private void askForHuman(Leg rung, TransferEvent asks, Consumer<Document> then) {
        CallEvent event = new CallEvent.OfTransfer(rung.transfer, asks);
        boolean lost = random.nextInt(15) == 0;
        whileHere(Fate.between(random, 20, 300), () -> {
            Document first = Objects.requireNonNull(deliver(event));
            if (!lost) {
                whileHere(Fate.between(random, 10, 100), () -> then.accept(first));
            }
        });
        if (lost) {
            whileHere(Fate.between(random, 1_000, 3_000), () -> {
                Document second = Objects.requireNonNull(deliver(event));
                whileHere(Fate.between(random, 10, 100), () -> then.accept(second));
            });
        } else if (random.nextInt(6) == 0) {
            in(300, 2_000, () -> deliver(event));
        }
    }

    private void legOver(Leg ended, String status) {
        allEnd(ended);
        document++;
        Boolean bridged = random.nextInt(6) == 0 ? null : Boolean.valueOf(ended.answered);
        request(
                new CallEvent.OfTransfer(
                        ended.transfer, new TransferEvent.TargetDialEnded(ended.stop, status, bridged, true)),
                false);
    }

    private void hangUp() {
        if (where != Where.OVER) {
            callerHungUp = true;
            Session present = session;
            boolean inDial = present != null && present.alive && where == Where.AGENT && !inReferDocument;
            if (inDial && random.nextBoolean()) {
                callback(new CallEvent.AgentDialEnded(present.dialId, "completed", false, null));
            }
            callerOver("hung up");
        }
    }

    private void callerOver(String how) {
        if (where != Where.OVER) {
            log.add("the caller's leg is over: " + how);
            leave();
            dropSession();
            where = Where.OVER;
            callback(new CallEvent.CallerLeft(Source.CARRIER, how));
        }
    }

    // ---- time

    private void legCallback(Leg of, int one, LegStatus status) {
        boolean talked = status == LegStatus.ENDED && one == of.picked && of.up != null;
        TransferEvent news = talked
                ? new TransferEvent.LegOver(of.stop, one, Phone.wholeSeconds(Duration.between(of.up, now)))
                : new TransferEvent.LegReported(of.stop, one, status);
        callback(new CallEvent.OfTransfer(of.transfer, news));
    }

    private void callback(CallEvent event) {
        if (random.nextInt(40) == 0 && !(event instanceof CallEvent.CallerLeft)) {
            log.add("lost: " + event);
            return;
        }
        in(10, random.nextInt(4) == 0 ? CALLBACK_MS : 200, () -> deliver(event));
        if (random.nextInt(10) == 0) {
            in(10, CALLBACK_MS, () -> deliver(event));
        }
    }

    private void whileHere(Duration wait, Runnable run) {
        int here = document;
        in(wait, () -> {
            if (here == document && where != Where.OVER) {
                run.run();
            }
        });
    }

    private void in(int fromMs, int toMs, Runnable run) {
        in(Fate.between(random, fromMs, toMs), run);
    }

    private void in(Duration wait, Runnable run) {
        queue.add(new Timed(now.plus(wait), order++, run));
    }

    private TransferId current() {
        return Objects.requireNonNull(file.transfer()).plan().id();
    }

    private Plan rescue() {
        return Samples.plan(9, Plan.RESCUE, 1, Ending.RETURN);
    }

    private Circumstances circumstances(String freshId) {
        return new Circumstances(now, Samples.POLICY, false, freshId);
    }
}

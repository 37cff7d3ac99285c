package dev.referee.simulation;

import dev.referee.call.AgentLegStatus;
import dev.referee.call.CallEvent;
import dev.referee.call.Stage;
import dev.referee.transfer.Concluded;
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
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One caller, his leg at the carrier, and the humans who are rung for him. */
final class Phone {

    /** Where the caller's leg is. */
    private enum Where {
        RINGING,
        DIALLING_AGENT,
        AGENT,
        TARGET,
        WAIT,
        VOICEMAIL,
        OVER
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
        private boolean heardOf;
        private boolean again;

        private Leg(Document.DialTarget dial) {
            this.transfer = dial.transfer();
            this.stop = dial.stop();
            this.ended = new boolean[dial.to().numbers().size()];
        }

        private boolean allEnded() {
            return IntStream.range(0, ended.length).allMatch(one -> ended[one]);
        }
    }

    final String parent;
    private final Cluster cluster;
    private final Timeline time;
    private final Fate fate;
    private final boolean tellsOfHisEnd;
    private final int wishes;
    private final Map<TransferId, Set<Mechanism>> dialledThrough = new LinkedHashMap<>();
    private final Map<String, Integer> rings = new LinkedHashMap<>();
    private final Set<String> everRung = new HashSet<>();
    private final Set<TransferId> joined = new HashSet<>();
    private Where where = Where.RINGING;
    private int document;
    private boolean inReferDocument;
    private Vendor.@Nullable Session session;
    private @Nullable Leg leg;
    private int agentDials;
    private int asked;
    private int nags;
    private boolean goodbye;
    private boolean hungUp;
    private boolean served;
    private boolean tornApart;
    private boolean operatorEnds;
    private @Nullable String lostBecause;

    Phone(Cluster cluster, String parent) {
        this.cluster = cluster;
        this.time = cluster.time();
        this.parent = parent;
        this.fate = Fate.of(time.random());
        this.tellsOfHisEnd = time.oneIn(2);
        this.wishes = time.between(0, 3);
        time.note(() -> parent + " " + fate + " wishes " + wishes);
    }

    boolean isOver() {
        return where == Where.OVER;
    }

    @Override
    public String toString() {
        SharedLedger.Row row = cluster.ledger().rowOf(parent);
        return parent + " is " + where + ", on file " + (row == null ? "unknown" : SharedLedger.state(row.file));
    }

    private void check(boolean holds, String rule) {
        Cluster.check(holds, () -> parent + ": " + rule);
    }

    // ---- the end

    /** What must hold when all is over. */
    void verdict() {
        dialledThrough.forEach((transfer, through) -> {
            Mechanism winner = cluster.ledger().transfers().get(transfer).winner;
            check(
                    through.equals(Set.of(Objects.requireNonNull(winner))),
                    "dialled through " + through + ", won " + winner);
        });
        cluster.ledger().transfers().forEach((id, row) -> {
            SharedLedger.Row mine = cluster.ledger().rowOf(parent);
            if (mine != null && row.key.equals(mine.key)) {
                check(row.outcome != null, id + " has no outcome");
                check(row.outcome != Outcome.BRIDGED || joined.contains(id), "bridged, but nobody ever answered");
            }
        });
        check(hungUp || served || lostBecause != null, "the caller was let down");
    }

    // ---- the caller

    void ring() {
        if (fate.callerLeavesAfter() != null) {
            time.in(fate.callerLeavesAfter(), this::hangUp);
        }
        if (time.oneIn(5)) {
            time.in(
                    2_000,
                    60_000,
                    () -> operator(new CallEvent.TransferAsked(
                            Samples.plan(
                                    cluster.freshTransfer(),
                                    "operator",
                                    Samples.stops(time.random(), 2),
                                    fate.ending()),
                            Source.OPERATOR)));
        }
        if (time.oneIn(8)) {
            time.in(2_000, 60_000, () -> {
                operatorEnds = true;
                goodbye = true;
                served = true;
                operator(new CallEvent.EndAsked(Source.OPERATOR, "operator"));
            });
        }
        request((node, answer) -> node.inbound(parent, answer), null);
    }

    private void operator(CallEvent event) {
        cluster.<Document>http(0, (node, answer) -> carrier(node, event, answer), ignored -> {}, ignored -> {});
    }

    private void hangUp() {
        if (where == Where.OVER) {
            return;
        }
        hungUp = true;
        Vendor.Session present = session;
        Leg rung = leg;
        Where was = where;
        over("hung up");
        if ((was == Where.AGENT || was == Where.DIALLING_AGENT) && present != null && !inReferDocument) {
            callback(new CallEvent.AgentDialEnded(present.dialId, "completed", false, null));
        } else if (was == Where.TARGET && rung != null) {
            callback(new CallEvent.OfTransfer(
                    rung.transfer, new TransferEvent.TargetDialEnded(rung.stop, "completed", rung.answered, false)));
        } else if (was == Where.VOICEMAIL) {
            callback(new CallEvent.VoicemailEnded(false));
        }
    }

    private void over(String how) {
        if (where != Where.OVER) {
            time.note(() -> parent + " is over: " + how);
            leave();
            Vendor.Session ringing = session;
            boolean ghost = ringing != null && ringing.alive && ringing.accepts == 0 && time.oneIn(3);
            if (ghost) {
                time.in(20_000, 20_001, () -> cluster.vendor().end(ringing));
            } else {
                dropSession();
            }
            where = Where.OVER;
            if (tellsOfHisEnd) {
                callback(new CallEvent.CallerLeft(Source.CARRIER, how));
            }
        }
    }

    /** He talks to an agent: wishes for humans, then the end. */
    void agentSpoke() {
        int nag = ++nags;
        time.in(800, 8_000, () -> {
            if (nag == nags) {
                nag(nag);
            }
        });
    }

    private void nag(int nag) {
        Vendor.Session present = session;
        if (nag != nags || where != Where.AGENT || present == null || !present.alive) {
            return;
        }
        time.in(3_000, 9_000, () -> nag(nag));
        if (operatorEnds) {
            SharedLedger.Row told = cluster.ledger().rowOf(parent);
            boolean taken = told != null && told.file.call().stage() == Stage.ENDING;
            if (!taken) {
                hangUp(); // the operator's request got lost; once it is taken, whoever took it must see to the end
            }
            return;
        }
        SimNode hears = present.attached.stream()
                .filter(node -> node.hears(present.id))
                .findFirst()
                .orElse(null);
        if (hears == null) {
            SharedLedger.Row row = cluster.ledger().rowOf(parent);
            if (row != null && row.file.call().stage() == Stage.FAILED) {
                hangUp();
            }
            return;
        }
        if (asked < wishes) {
            asked++;
            Plan plan = Samples.plan(cluster.freshTransfer(), "agent", Samples.stops(time.random(), 2), fate.ending());
            call(present, true, plan);
        } else if (!isBeingTransferred()) {
            goodbye = true;
            served = true;
            if (time.oneIn(2)) {
                call(present, false, rescue());
            } else if (time.oneIn(3)) {
                hangUp();
            }
        }
    }

    /** The agent calls a function; every socket hears it, and sometimes twice. */
    private void call(Vendor.Session present, boolean transfer, Plan plan) {
        String id = "f-" + parent + "-" + nags + "-" + time.random().nextInt(1_000_000);
        int times = time.oneIn(6) ? 2 : 1;
        for (int n = 0; n < times; n++) {
            present.attached.forEach(node -> node.functionCall(present.id, id, transfer, plan));
        }
    }

    private boolean isAbandoned() {
        SharedLedger.Row row = cluster.ledger().rowOf(parent);
        return row != null && row.file.transfer() instanceof Concluded over && over.outcome() == Outcome.ABANDONED;
    }

    private boolean isBeingTransferred() {
        SharedLedger.Row row = cluster.ledger().rowOf(parent);
        return row != null && row.file.inFlight().isPresent();
    }

    // ---- OpenAI's side of the agent's leg

    void agentAnswers(Vendor.Session answered) {
        if (where == Where.DIALLING_AGENT && session == answered) {
            where = Where.AGENT;
            check(leg == null || leg.over, "an agent while a human is rung");
            callback(new CallEvent.AgentLegReported(answered.dialId, AgentLegStatus.ANSWERED));
            // an agent who is not told to greet is spoken to after a while
            int spoken = nags;
            time.in(8_000, 12_000, () -> nag(spoken == nags ? ++nags : -1));
        }
    }

    void sessionEnds(Vendor.Session ended, String status) {
        if (!ended.alive) {
            return;
        }
        if (session != ended) {
            cluster.vendor().end(ended);
            return;
        }
        boolean hisDial = where == Where.AGENT || where == Where.DIALLING_AGENT;
        dropSession();
        if (hisDial && !inReferDocument) {
            document++;
            request(new CallEvent.AgentDialEnded(ended.dialId, status, true, rescue()), Mechanism.RELEASE);
        }
    }

    private void dropSession() {
        Vendor.Session ended = session;
        if (ended != null && ended.alive) {
            cluster.vendor().end(ended);
            callback(new CallEvent.AgentLegReported(
                    ended.dialId, ended.accepts > 0 ? AgentLegStatus.COMPLETED : AgentLegStatus.CANCELED));
        }
    }

    RequestResult refer(Vendor.Session by) {
        if (fate.referAfter() != null) {
            time.in(fate.referAfter(), () -> {
                if (where == Where.AGENT && session == by && by.alive) {
                    request(
                            new CallEvent.OfLatestTransfer(new TransferEvent.ReferArrived("<tel:+61>")),
                            Mechanism.REFER);
                }
            });
        }
        if (fate.vendorTalks()) {
            Rung rung = time.oneIn(3) ? null : Rung.ON_WIRE;
            time.in(100, 3_000, () -> by.attached.stream()
                    .findFirst()
                    .ifPresent(node -> carrier(
                            node,
                            new CallEvent.OfLatestTransfer(new TransferEvent.VendorReported("x", rung)),
                            ignored -> {})));
        }
        return switch (fate.refer()) {
            case ACCEPTED -> Samples.ACCEPTED;
            case UNKNOWN -> Samples.UNKNOWN;
            case REFUSED, BREAKER_OPEN -> Samples.REFUSED;
        };
    }

    // ---- the carrier's API

    RequestResult redirect(TransferId transfer) {
        return moved(() -> {
            request(new CallEvent.OfTransfer(transfer, new TransferEvent.RedirectFetched()), Mechanism.REDIRECT);
        });
    }

    /** What the caller's leg is joined to, or rings for. */
    @Nullable
    Object present() {
        return leg;
    }

    /** Known limit: a request that the carrier applies late may meet a leg that did not exist when it was sent. */
    RequestResult fetch(@Nullable Object meant) {
        return moved(() -> {
            check(!tornApart || leg != meant, "two who talked were torn apart");
            request(new CallEvent.CallerParked(rescue()), null);
        });
    }

    /** What the carrier says of the leg to a human when it is asked. */
    LegStatus human() {
        Leg rung = leg;
        if (rung == null || rung.over) {
            return LegStatus.NONE;
        }
        return rung.picked >= 0 ? LegStatus.ANSWERED : LegStatus.RINGING;
    }

    /** Which leg that is. */
    int humanLeg() {
        return leg == null ? 0 : Math.max(0, leg.picked);
    }

    private RequestResult moved(Runnable fetch) {
        boolean works = !cluster.isStorm() || fate.redirectAfter() != null;
        if (where != Where.OVER && works) {
            Duration after = fate.redirectAfter() == null ? Duration.ofMillis(300) : fate.redirectAfter();
            time.in(after, () -> moveCaller(fetch));
        }
        if (where == Where.OVER) {
            return Samples.OVER;
        }
        if (!cluster.isStorm()) {
            return Samples.ACCEPTED;
        }
        return switch (fate.rest()) {
            case ACCEPTED -> Samples.ACCEPTED;
            case SERVER_ERROR, HANGS -> Samples.UNKNOWN;
            case REFUSED -> Samples.REFUSED;
            case UNREACHABLE -> Samples.NOT_SENT;
        };
    }

    RequestResult endByUs() {
        if (where == Where.OVER) {
            return Samples.OVER;
        }
        check(goodbye, "ended by us, and nobody asked for it");
        over("ended by us");
        return Samples.ACCEPTED;
    }

    private void moveCaller(Runnable fetch) {
        if (where == Where.OVER) {
            return;
        }
        Vendor.Session present = session;
        boolean inDial = present != null && present.alive && where == Where.AGENT && !inReferDocument;
        if (inDial && fate.actionOnRedirect()) {
            callback(new CallEvent.AgentDialEnded(present.dialId, "completed", true, rescue()));
        }
        leave();
        dropSession();
        where = Where.WAIT;
        inReferDocument = false;
        int moved = document;
        time.in(250, 400, () -> {
            if (moved == document) {
                fetch.run();
            }
        });
    }

    private void leave() {
        document++;
        Leg old = leg;
        if (old != null && !old.over) {
            tornApart = old.answered;
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

    // ---- documents

    private void request(CallEvent event, @Nullable Mechanism by) {
        request((node, answer) -> carrier(node, event, answer), by);
    }

    private void carrier(SimNode node, CallEvent event, Consumer<@Nullable Document> answer) {
        SharedLedger.Row row = cluster.ledger().rowOf(parent);
        if (row == null) {
            answer.accept(new Document.Hangup());
        } else {
            node.carrier(row.key, event, answer);
        }
    }

    private void request(BiConsumer<SimNode, Consumer<@Nullable Document>> handler, @Nullable Mechanism by) {
        int asking = document;
        attempt(asking, handler, by, cluster.overrides() ? 4 : 0);
        if (time.oneIn(12)) {
            time.in(100, 2_000, () -> cluster.http(1, handler, ignored -> {}, ignored -> {}));
        }
    }

    /** Without connection overrides the carrier gives the caller up when an answer is missing or is no document. */
    private void attempt(
            int asking, BiConsumer<SimNode, Consumer<@Nullable Document>> handler, @Nullable Mechanism by, int more) {
        Consumer<String> failed = why -> {
            if (asking != document || where == Where.OVER) {
                return;
            }
            if (more > 0) {
                time.in(100, 3_000, () -> {
                    if (asking == document && where != Where.OVER) {
                        attempt(asking, handler, by, more - 1);
                    }
                });
            } else if (by != Mechanism.REFER) {
                lostBecause = why;
                over("the carrier got no document: " + why);
            }
        };
        cluster.http(
                1,
                handler,
                said -> {
                    if (said == null) {
                        failed.accept("503");
                    } else {
                        time.in(5, 50, () -> execute(asking, said, by));
                    }
                },
                failed);
    }

    /** @param by the mechanism that brought this request; null for what follows a document of ours */
    private void execute(int asking, Document answer, @Nullable Mechanism by) {
        if (asking != document || where == Where.OVER) {
            return;
        }
        document++;
        time.note(() -> parent + " runs " + answer);
        if (by == Mechanism.REFER) {
            inReferDocument = true;
        }
        if (answer instanceof Document.DialTarget dial) {
            ringHuman(dial, by);
        } else if (answer instanceof Document.DialAgent dial) {
            inReferDocument = false;
            dropSession();
            dialAgent(dial.dialId());
        } else if (answer instanceof Document.Wait) {
            where = Where.WAIT;
            whileHere(1_000, 1_001, () -> request(new CallEvent.CallerParked(rescue()), null));
        } else if (answer instanceof Document.Voicemail) {
            where = Where.VOICEMAIL;
            served = true;
            whileHere(2_000, 20_000, () -> request(new CallEvent.VoicemailEnded(true), null));
        } else if (answer instanceof Document.Empty && inReferDocument && session != null && session.alive) {
            inReferDocument = false;
            where = Where.AGENT;
            nag(++nags);
        } else {
            boolean meant = answer instanceof Document.Apology || answer instanceof Document.Hangup;
            if (!meant && cluster.stoodStill()) {
                lostBecause = "every node stood still, and the news with them";
                over(lostBecause);
                return;
            }
            check(meant, "the document ended and the caller with it");
            SharedLedger.Row row = cluster.ledger().rowOf(parent);
            boolean gaveUp = row != null && row.file.call().stage() == Stage.FAILED;
            boolean nobody = fate.ending() == Ending.HANG_UP && isAbandoned();
            boolean right = goodbye || served || gaveUp || nobody;
            check(right, "thrown out with " + answer);
            served |= gaveUp || nobody;
            over("document " + answer);
        }
    }

    private void dialAgent(String dialId) {
        where = Where.DIALLING_AGENT;
        boolean comes = fate.agents().get(Math.min(agentDials++, fate.agents().size() - 1));
        if (comes) {
            whileHere(300, 1_500, () -> session = cluster.vendor().announce(this, dialId));
        }
        int patience = comes ? (int) dev.referee.call.Calls.POLICY.agentRing().toMillis() : time.between(500, 12_000);
        whileHere(patience, patience + 1, () -> {
            if (where == Where.DIALLING_AGENT) {
                dropSession();
                callback(new CallEvent.AgentLegReported(dialId, AgentLegStatus.FAILED));
                document++;
                request(new CallEvent.AgentDialEnded(dialId, "failed", true, rescue()), Mechanism.RELEASE);
            }
        });
    }

    private void ringHuman(Document.DialTarget dial, @Nullable Mechanism by) {
        where = Where.TARGET;
        check(leg == null || leg.over, "two humans at a time");
        if (by != null) {
            dialledThrough
                    .computeIfAbsent(dial.transfer(), id -> new HashSet<>())
                    .add(by);
        }
        // Known limit: a leg of which no news came through looks like one that was never dialled, so it is rung again,
        // and
        // late news of the first is taken for news of the second.
        boolean knownOf = leg == null || leg.heardOf;
        int times = rings.merge(dial.transfer() + " " + dial.stop(), knownOf ? 1 : 0, Integer::sum);
        check(times <= 2, "a human is rung again and again");
        Leg rung = new Leg(dial);
        rung.again = !everRung.add(dial.transfer() + " " + dial.stop());
        leg = rung;
        for (int one = 0; one < rung.ended.length; one++) {
            ring(rung, one, dial.to());
        }
        int ring = (int) dial.to().ring().toMillis();
        whileHere(ring, ring + 5_000, () -> {
            if (rung.picked < 0 && !rung.over) {
                legOver(rung, "no-answer");
            }
        });
    }

    private void ring(Leg rung, int one, Stop to) {
        legCallback(rung, one, LegStatus.INITIATED);
        time.in(50, 400, () -> legCallback(rung, one, LegStatus.RINGING));
        Fate.Human human = fate.humans().get((Math.min(rung.stop, 1) + one) % 2);
        int reacts = (int) human.reactsAfter().toMillis();
        boolean answers = human.talks() != null && reacts < to.ring().toMillis();
        if (!answers && !human.busy()) {
            return;
        }
        whileHere(reacts, reacts + 1, () -> {
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
        boolean screened = to.manner().isScreened();
        rung.picked = one;
        rung.up = time.now();
        legCallback(rung, one, LegStatus.ANSWERED);
        for (int other = 0; other < rung.ended.length; other++) {
            if (other != one) {
                end(rung, other);
            }
        }
        if (inReferDocument && (!screened || time.oneIn(2))) {
            dropSession();
        }
        if (!screened) {
            join(rung, human);
            return;
        }
        boolean takes = !time.oneIn(3);
        askForHuman(rung, new TransferEvent.WhisperAsked(rung.stop, one), cluster.overrides() ? 4 : 0, words -> {
            if (!(words instanceof Document.Whisper)) {
                legOver(rung, "completed");
                return;
            }
            whileHere(1_000, 25_000, () -> {
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
                TransferEvent heard = new TransferEvent.WhisperEnded(rung.stop, one, key);
                askForHuman(rung, heard, cluster.overrides() ? 4 : 0, answer -> {
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
        served = true;
        joined.add(rung.transfer);
        if (inReferDocument) {
            dropSession();
        }
        int talks = (int) Objects.requireNonNull(human.talks()).toMillis();
        whileHere(talks, talks + 1, () -> legOver(rung, "completed"));
    }

    /** A document for the leg of a human; a carrier that gets none ends that leg. */
    private void askForHuman(Leg rung, TransferEvent asks, int more, Consumer<@Nullable Document> then) {
        int asking = document;
        BiConsumer<SimNode, Consumer<@Nullable Document>> handler =
                (node, answer) -> carrier(node, new CallEvent.OfTransfer(rung.transfer, asks), answer);
        Consumer<@Nullable Document> heard = said -> {
            if (asking != document || where == Where.OVER) {
                return;
            }
            if (said == null && more > 0) {
                whileHere(100, 3_000, () -> askForHuman(rung, asks, more - 1, then));
            } else {
                rung.heardOf |= said != null;
                then.accept(said);
            }
        };
        cluster.http(1, handler, heard, ignored -> heard.accept(null));
        if (time.oneIn(8)) {
            time.in(100, 2_000, () -> cluster.http(1, handler, ignored -> {}, ignored -> {}));
        }
    }

    private void legOver(Leg ended, String status) {
        allEnd(ended);
        document++;
        Boolean bridged = time.oneIn(6) ? null : Boolean.valueOf(ended.answered);
        request(
                new CallEvent.OfTransfer(
                        ended.transfer, new TransferEvent.TargetDialEnded(ended.stop, status, bridged, true)),
                null);
    }

    // ---- callbacks

    private void legCallback(Leg of, int one, LegStatus status) {
        boolean talked = status == LegStatus.ENDED && one == of.picked && of.up != null;
        TransferEvent news = talked
                ? new TransferEvent.LegOver(of.stop, one, wholeSeconds(Duration.between(of.up, time.now())))
                : new TransferEvent.LegReported(of.stop, one, status);
        callback(new CallEvent.OfTransfer(of.transfer, news), () -> of.heardOf = true);
    }

    /** As the carrier counts: a second that is begun is one. */
    static Duration wholeSeconds(Duration up) {
        return Duration.ofSeconds(up.plusMillis(999).toSeconds());
    }

    /** Delayed, doubled, overtaken and lost; never repeated on an error. */
    private void callback(CallEvent event) {
        callback(event, () -> {});
    }

    private void callback(CallEvent event, Runnable heard) {
        if (cluster.fault(20)) {
            time.note(() -> "lost: " + event);
            return;
        }
        int copies = time.oneIn(10) ? 2 : 1;
        for (int copy = 0; copy < copies; copy++) {
            time.in(
                    5,
                    time.oneIn(4) ? 1_500 : 200,
                    () -> cluster.<Document>http(
                            1,
                            (node, answer) -> carrier(node, event, answer),
                            said -> {
                                if (said != null) {
                                    heard.run();
                                }
                            },
                            ignored -> {}));
        }
    }

    private void whileHere(int fromMs, int toMs, Runnable run) {
        int here = document;
        time.in(fromMs, toMs, () -> {
            if (here == document && where != Where.OVER) {
                run.run();
            }
        });
    }

    private static Plan rescue(int id) {
        return Samples.plan(id, Plan.RESCUE, 1, Ending.RETURN);
    }

    private Plan rescue() {
        return rescue(cluster.freshTransfer());
    }
}

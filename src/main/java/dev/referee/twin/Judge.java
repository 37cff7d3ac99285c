package dev.referee.twin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one caller, and what the gateway did wrong. Written by the twin's thread, read by any: every method
 * holds the judge's monitor, and every change wakes those who wait in {@link #await}.
 */
final class Judge {

    private static final int LINES_MAX = 5_000;

    private final InstantSource time;
    private final Instant start;
    private final Duration aloneMax;
    private final Duration owedMax;
    private final List<Owner> owners = new ArrayList<>();
    private final List<Ring> rings = new ArrayList<>();
    private final List<Bridge> bridges = new ArrayList<>();
    private final List<Exchange> exchanges = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final List<StoryLine> story = new ArrayList<>();
    private final List<String> callIds = new ArrayList<>();
    private final List<FunctionUse> functions = new ArrayList<>();
    private @Nullable Instant owedSince;
    private String owedAs = "";
    private Duration owedLongest = Duration.ZERO;
    private String owedLongestAs = "";
    private int epoch;
    private boolean over;

    /**
     * @param aloneMax a caller with nobody for longer is a violation
     * @param owedMax so is one to whom the agent owes a turn, and who hears nothing for longer
     */
    Judge(InstantSource time, Duration aloneMax, Duration owedMax) {
        this.time = time;
        this.start = time.instant();
        this.aloneMax = aloneMax;
        this.owedMax = owedMax;
        owner(Owner.Kind.CALLING, "");
    }

    // ---- what happens

    synchronized void owner(Owner.Kind kind, String who) {
        Owner last = owners.isEmpty() ? null : owners.get(owners.size() - 1);
        if (last != null
                && (last.kind() == Owner.Kind.GONE
                        || (last.kind() == kind && last.who().equals(who)))) {
            return;
        }
        if (kind == Owner.Kind.AGENT) {
            epoch++;
        } else {
            owesNothing();
        }
        Owner now = new Owner(time.instant(), kind, who);
        owners.add(now);
        tell("the caller has " + now);
    }

    /** The agent, if it has the caller, owes them a turn from now on, or from before. */
    synchronized void owes(String because) {
        boolean has = owners.get(owners.size() - 1).kind() == Owner.Kind.AGENT;
        if (has && owedSince == null) {
            owedSince = time.instant();
            owedAs = because;
        }
    }

    /** The agent has taken its turn, somebody else has the caller, or it is the caller's turn. */
    synchronized void owesNothing() {
        Duration owed = owedNow();
        if (owed.compareTo(owedLongest) > 0) {
            owedLongest = owed;
            owedLongestAs = owedAs;
        }
        owedSince = null;
    }

    private Duration owedNow() {
        return owedSince == null ? Duration.ZERO : Duration.between(owedSince, time.instant());
    }

    synchronized void rang(Ring ring) {
        for (Ring other : rings) {
            boolean sameEpoch = other.epoch() == epoch;
            boolean sameNumber = other.number().equals(ring.number());
            if (other.endedAt() == null && !other.document().equals(ring.document())) {
                complain("two documents ring at once: " + other.document() + " and " + ring.document());
            } else if (sameEpoch && sameNumber && !other.mechanism().equals(ring.mechanism())) {
                complain("the same phone rang through " + other.mechanism() + " and " + ring.mechanism());
            } else if (sameEpoch && sameNumber && other.outcome().equals("canceled")) {
                complain("a phone rang, was cancelled and rang again");
            }
        }
        if (over) {
            complain("a phone rang after the caller had left");
        }
        rings.add(ring);
        tell("rings " + ring.number() + " through " + ring.mechanism());
    }

    synchronized void ringEnded(String childSid, String outcome, boolean ended) {
        replace(
                rings,
                ring -> new Ring(
                        ring.at(),
                        ring.number(),
                        ring.from(),
                        ring.childSid(),
                        ring.mechanism(),
                        ring.document(),
                        ring.epoch(),
                        ended ? time.instant() : null,
                        outcome),
                ring -> ring.childSid().equals(childSid) && ring.endedAt() == null);
    }

    synchronized void bridged(String number, String childSid, String mechanism) {
        for (Bridge other : bridges) {
            if (other.endedAt() == null) {
                complain("two humans bridged at once");
            } else if (other.epoch() == epoch && !other.mechanism().equals(mechanism)) {
                complain("two humans bridged in one transfer");
            }
        }
        bridges.add(new Bridge(time.instant(), number, childSid, mechanism, epoch, null));
        owner(Owner.Kind.HUMAN, number);
    }

    synchronized void bridgeEnded(String childSid) {
        replace(
                bridges,
                bridge -> new Bridge(
                        bridge.at(), bridge.number(), childSid, bridge.mechanism(), bridge.epoch(), time.instant()),
                bridge -> bridge.childSid().equals(childSid) && bridge.endedAt() == null);
    }

    /** Notes a request and gives a handle that notes its answer. */
    synchronized Answered exchange(String direction, String kind, String method, String path, String parameters) {
        int index = exchanges.size();
        if (index >= LINES_MAX) {
            return status -> {};
        }
        exchanges.add(new Exchange(direction, kind, method, path, time.instant(), null, 0, parameters));
        notifyAll();
        return status -> {
            synchronized (this) {
                exchanges.set(index, exchanges.get(index).answered(time.instant(), status));
                notifyAll();
            }
        };
    }

    synchronized void complain(String what) {
        if (complaints.size() < LINES_MAX) {
            complaints.add(what);
        }
        tell("COMPLAINT " + what);
    }

    synchronized void tell(String what) {
        if (story.size() < LINES_MAX) {
            story.add(new StoryLine(Duration.between(start, time.instant()).toMillis(), what));
        }
        notifyAll();
    }

    synchronized void over(String why) {
        if (!over) {
            tell("the call is over: " + why);
            owner(Owner.Kind.GONE, "");
            over = true;
            notifyAll();
        }
    }

    synchronized void session(String callId) {
        callIds.add(callId);
        notifyAll();
    }

    synchronized void functionCalled(String id, String name, String arguments) {
        functions.add(new FunctionUse(time.instant(), id, name, arguments, null));
        tell("the agent calls " + name + " " + arguments);
    }

    synchronized void functionAnswered(String id, String output) {
        replace(functions, use -> use.answered(output), use -> use.id().equals(id));
    }

    // ---- what happened

    synchronized List<FunctionUse> functions() {
        return List.copyOf(functions);
    }

    synchronized List<String> callIds() {
        return List.copyOf(callIds);
    }

    synchronized int epoch() {
        return epoch;
    }

    synchronized boolean isOver() {
        return over;
    }

    synchronized List<Owner> owners() {
        return List.copyOf(owners);
    }

    synchronized List<Ring> rings() {
        return List.copyOf(rings);
    }

    synchronized List<Bridge> bridges() {
        return List.copyOf(bridges);
    }

    synchronized List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    synchronized List<StoryLine> story() {
        return List.copyOf(story);
    }

    /** How long the caller was with nobody, up to now. */
    synchronized Duration alone() {
        Duration sum = Duration.ZERO;
        for (int i = 0; i < owners.size(); i++) {
            if (owners.get(i).kind() == Owner.Kind.NOBODY) {
                sum = sum.plus(Duration.between(owners.get(i).at(), endOf(i)));
            }
        }
        return sum;
    }

    /** For how long at most the caller heard nothing although the agent owed them a turn, up to now. */
    synchronized Duration owed() {
        Duration now = owedNow();
        return now.compareTo(owedLongest) > 0 ? now : owedLongest;
    }

    /** Complaints and broken invariants. */
    synchronized List<String> violations() {
        List<String> found = new ArrayList<>(complaints);
        if (owed().compareTo(owedMax) > 0) {
            String because = owedNow().compareTo(owedLongest) > 0 ? owedAs : owedLongestAs;
            found.add(because + ", and for " + owed().toMillis() + " ms the caller heard nothing");
        }
        for (int i = 0; i < owners.size(); i++) {
            if (owners.get(i).kind() == Owner.Kind.NOBODY) {
                Duration alone = Duration.between(owners.get(i).at(), endOf(i));
                if (alone.compareTo(aloneMax) > 0) {
                    found.add("the caller was alone for " + alone.toMillis() + " ms");
                }
            }
        }
        return found;
    }

    private Instant endOf(int index) {
        return index + 1 < owners.size() ? owners.get(index + 1).at() : time.instant();
    }

    /** Waits until the condition holds, checking it after every change; false when the time is up. */
    synchronized boolean await(BooleanSupplier condition, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private <T> void replace(List<T> list, UnaryOperator<T> by, java.util.function.Predicate<T> which) {
        for (int i = 0; i < list.size(); i++) {
            if (which.test(list.get(i))) {
                list.set(i, Objects.requireNonNull(by.apply(list.get(i))));
            }
        }
        notifyAll();
    }

    /** Notes the HTTP status of an answer. */
    interface Answered {
        void with(int status);
    }
}

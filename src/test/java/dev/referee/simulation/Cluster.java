package dev.referee.simulation;

import dev.referee.call.CallKey;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Some nodes, their database, and the network between them and the world. First a storm, then calm: within
 * {@link #CALM} after the storm every call must be over and nothing left of it.
 */
final class Cluster {

    private static final Duration CALM = Duration.ofMinutes(8);
    private static final Duration REQUEST = Duration.ofSeconds(15);

    private final Timeline time;
    private final SharedLedger ledger;
    private final Vendor vendor;
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<SimNode> listed = new ArrayList<>();
    private final Map<String, Phone> phones = new LinkedHashMap<>();
    private final boolean shared;
    private final boolean crashes;
    private final boolean badNetwork;
    private final boolean badDatabase;
    private final boolean pauses;
    private final boolean overrides;
    private final boolean breakerOpen;
    private final Instant stormEnd;
    private int starts;
    private int dials;
    private int keys;
    private int transferIds;
    private int down;

    Cluster(long seed, boolean verbose) {
        time = new Timeline(seed, verbose);
        ledger = new SharedLedger(time);
        vendor = new Vendor(this);
        int size = time.between(1, 4);
        shared = size > 1;
        crashes = time.oneIn(2);
        badNetwork = time.oneIn(2);
        badDatabase = time.oneIn(3);
        pauses = time.oneIn(3);
        overrides = time.oneIn(2);
        breakerOpen = time.oneIn(5);
        stormEnd = time.now().plusMillis(time.between(10_000, 70_000));
        ledger.flaky(badDatabase);
        ledger.onNews(() -> nodes.forEach(SimNode::wakeMail));
        for (int n = 0; n < size; n++) {
            startNode();
        }
        int calls = time.between(1, 3);
        for (int n = 0; n < calls; n++) {
            Phone phone = new Phone(this, "CA" + n);
            phones.put(phone.parent, phone);
            time.in(0, 8_000, phone::ring);
        }
        weather();
        time.in(Duration.between(time.now(), stormEnd), this::calm);
        time.note(() -> "nodes=" + size + " crashes=" + crashes + " network=" + badNetwork + " database="
                + badDatabase + " pauses=" + pauses + " overrides=" + overrides + " breakerOpen=" + breakerOpen
                + " storm until " + Duration.between(Samples.START, stormEnd).toMillis());
    }

    Timeline time() {
        return time;
    }

    SharedLedger ledger() {
        return ledger;
    }

    Vendor vendor() {
        return vendor;
    }

    boolean breakerOpen() {
        return breakerOpen;
    }

    Phone phone(String parent) {
        return Objects.requireNonNull(phones.get(parent));
    }

    Iterable<Phone> phones() {
        return phones.values();
    }

    String freshDial() {
        return "d-" + ++dials;
    }

    int freshTransfer() {
        return ++transferIds;
    }

    CallKey freshKey() {
        return new CallKey("c-" + String.format("%026d", ++keys));
    }

    /** Plays everything, then says what is left over. */
    void run() {
        time.run(stormEnd.plus(CALM), () -> time.now().isAfter(stormEnd) && left().isEmpty());
        List<String> left = left();
        if (!left.isEmpty()) {
            throw new AssertionError("left over: " + left);
        }
        phones.values().forEach(Phone::verdict);
        for (Vendor.Session session : vendor.all()) {
            check(session.accepts <= 1, () -> session.id + " is accepted twice");
            check(!session.acknowledged || ledger.knows(session.id), () -> session.id + " is forgotten");
        }
    }

    static void check(boolean holds, Supplier<String> rule) {
        if (!holds) {
            throw new AssertionError(rule.get());
        }
    }

    private List<String> left() {
        List<String> left = new ArrayList<>();
        for (Phone phone : phones.values()) {
            if (!phone.isOver()) {
                left.add(phone.toString());
                return left;
            }
        }
        for (SharedLedger.Row row : ledger.all()) {
            if (row.ended == null) {
                left.add(SharedLedger.number(row.key) + " " + SharedLedger.state(row.file) + " due " + row.due);
            }
        }
        for (SharedLedger.Webhook webhook : ledger.webhooks()) {
            if (!webhook.done) {
                left.add(webhook.id);
            }
        }
        ledger.mail().forEach(mail -> left.add(mail.toString()));
        for (SimNode node : nodes) {
            String held = node.left();
            if (!held.isEmpty()) {
                left.add(held);
            }
        }
        return left;
    }

    // ---- the weather

    /** Whether this one of so many goes wrong in the network; never once the storm is over. */
    boolean fault(int oneIn) {
        return badNetwork && isStorm() && time.oneIn(oneIn);
    }

    boolean isStorm() {
        return time.now().isBefore(stormEnd);
    }

    private void startNode() {
        int steps = crashes && isStorm() && !time.oneIn(3) ? time.between(1, 250) : 0;
        Duration skew = time.oneIn(4)
                ? Duration.ofMillis(time.oneIn(4) ? time.between(-2_500, 2_500) : time.between(-300, 300))
                : Duration.ZERO;
        SimNode node = new SimNode("n" + ++starts, this, skew, steps);
        time.note(() -> node.name + " starts, skew " + skew.toMillis() + " ms");
        nodes.add(node);
        listed.add(node);
        node.start(shared);
    }

    void died(SimNode node) {
        nodes.remove(node);
        down++;
        takenOver(node);
        time.in(1_000, 3_000, () -> listed.remove(node));
        time.in(500, isStorm() ? 15_000 : 1_000, () -> {
            down--;
            startNode();
        });
    }

    /** A node's calls are with another within 5 s, unless the others or the database are in trouble, too. */
    private void takenOver(SimNode dead) {
        List<SimNode> others = List.copyOf(nodes);
        if (badDatabase || pauses || others.isEmpty()) {
            return;
        }
        time.in(Duration.ofSeconds(5), () -> {
            boolean stayed = others.stream().anyMatch(SimNode::isAlive);
            for (SharedLedger.Row row : ledger.all()) {
                boolean left = row.ended == null && dead.name.equals(row.owner);
                check(!stayed || !left, () -> row.key + " is with nobody for 5 s");
            }
        });
    }

    private void weather() {
        if (pauses) {
            time.in(1_000, 20_000, () -> {
                if (isStorm() && !nodes.isEmpty()) {
                    nodes.get(time.between(0, nodes.size())).pause(Duration.ofMillis(time.between(200, 9_000)));
                }
            });
        }
        if (badDatabase) {
            time.in(1_000, 20_000, () -> {
                if (isStorm()) {
                    ledger.goAway(Duration.ofMillis(time.between(200, 30_000)));
                }
            });
        }
        if (isStorm()) {
            time.in(5_000, 25_000, this::weather);
        }
    }

    private void calm() {
        time.note(() -> "the storm is over");
        ledger.flaky(false);
        ledger.goAway(Duration.ZERO);
        nodes.forEach(node -> {
            node.noMoreDeaths();
            node.wake();
        });
    }

    // ---- the network

    /**
     * A request of the world to whichever node the balancer picks. A refused connection is tried once more elsewhere
     * (facts/twilio-voice.md §1: rc=1, ct); a reset or missing answer only where connection overrides ask for it.
     *
     * @param tries how many may still follow
     */
    <T> void http(
            int tries,
            BiConsumer<SimNode, Consumer<@Nullable T>> handler,
            Consumer<@Nullable T> answered,
            Consumer<String> failed) {
        if (listed.isEmpty()) {
            time.in(10, 100, () -> failed.accept("no node is up"));
            return;
        }
        SimNode node = listed.get(time.between(0, listed.size()));
        time.in(10, badNetwork && time.oneIn(8) ? 1_500 : 150, () -> {
            if (!node.isAlive()) {
                refused(tries, handler, answered, failed);
                return;
            }
            boolean[] over = {false};
            Runnable reset = () -> {
                if (!over[0]) {
                    over[0] = true;
                    failed.accept("reset by " + node.name);
                }
            };
            node.onDeath(reset);
            Consumer<@Nullable T> answer = said -> {
                boolean lost = fault(25);
                time.in(5, 60, () -> {
                    if (!over[0]) {
                        over[0] = true;
                        node.forget(reset);
                        if (lost) {
                            failed.accept("answer lost");
                        } else {
                            answered.accept(said);
                        }
                    }
                });
            };
            node.in(0, 3, () -> handler.accept(node, answer));
            time.in(REQUEST, () -> {
                if (!over[0]) {
                    over[0] = true;
                    node.forget(reset);
                    failed.accept("no answer of " + node.name);
                }
            });
        });
    }

    private <T> void refused(
            int tries,
            BiConsumer<SimNode, Consumer<@Nullable T>> handler,
            Consumer<@Nullable T> answered,
            Consumer<String> failed) {
        if (tries > 0) {
            time.in(5, 50, () -> http(tries - 1, handler, answered, failed));
        } else {
            time.in(5, 50, () -> failed.accept("connection refused twice"));
        }
    }

    /** Whether all nodes that are up stood still together a moment ago. */
    boolean stoodStill() {
        return nodes.stream().allMatch(node -> node.stoodStill(Duration.ofSeconds(10)));
    }

    boolean overrides() {
        return overrides;
    }

    /** A request of a node to OpenAI's or the carrier's API: it may not leave, not arrive, or its answer may be lost. */
    void outside(SimNode node, String what, Supplier<RequestResult> effect, Consumer<RequestResult> answer) {
        time.note(() -> node.name + " sends " + what);
        int fate = badNetwork && isStorm() ? time.between(0, 16) : 15;
        switch (fate) {
            case 0 -> time.in(5, 2_000, () -> answer.accept(Samples.NOT_SENT));
            case 1 -> time.in(100, 3_000, () -> answer.accept(Samples.UNKNOWN));
            case 2 ->
                time.in(20, 2_500, () -> {
                    effect.get();
                    time.in(20, 500, () -> answer.accept(Samples.UNKNOWN));
                });
            default ->
                time.in(20, 300, () -> {
                    RequestResult result = effect.get();
                    time.in(20, 300, () -> answer.accept(result));
                });
        }
    }
}

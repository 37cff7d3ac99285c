package dev.referee.simulation;

import dev.referee.call.CallId;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.TransferCommand;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.TransferState;
import dev.referee.transfer.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of {@code transfer.camel.yaml} or {@code transfer-resume.camel.yaml} on one node, as steps. */
final class SimTransfer {

    /** Whoever waits for the verdict on one mechanism, and the aggregator's group for it. */
    static final class Wait {
        final TransferId transfer;
        final Mechanism mechanism;
        private @Nullable Consumer<Verdict> woken;
        private @Nullable Verdict verdict;
        private @Nullable Instant group;

        Wait(TransferId transfer, Mechanism mechanism) {
            this.transfer = transfer;
            this.mechanism = mechanism;
        }

        void complete(Verdict decided) {
            if (verdict == null) {
                verdict = decided;
                group = null;
                if (woken != null) {
                    woken.accept(decided);
                }
            }
        }

        void onWoken(Consumer<Verdict> action) {
            Consumer<Verdict> before = woken;
            woken = before == null ? action : before.andThen(action);
            if (verdict != null) {
                action.accept(verdict);
            }
        }

        /** Opens the group, or keeps it open, until this time; then the deadline is handed in. */
        void group(SimNode node, Instant until) {
            group = until;
            int wait = (int) Math.max(1, Duration.between(node.now(), until).toMillis());
            node.in(wait, wait + 25, () -> {
                if (until.equals(group)) {
                    group = null;
                    overdue(node);
                }
            });
        }

        private void overdue(SimNode node) {
            node.apply(
                    transfer,
                    new TransferEvent.DeadlinePassed(),
                    applied -> node.step(() -> {
                        if (node.ledger().verdict(transfer, mechanism).isEmpty()) {
                            node.step(() -> SimNode.standing(node.ledger().byTransfer(transfer), transfer)
                                    .filter(state -> state.trying().equals(Optional.of(mechanism)))
                                    .flatMap(TransferState::deadline)
                                    .ifPresent(until -> group(node, until)));
                        }
                    }),
                    failed -> {});
        }
    }

    private final SimNode node;
    private final TransferId transfer;
    private final Runnable onEnd;

    SimTransfer(SimNode node, TransferId transfer, Runnable onEnd) {
        this.node = node;
        this.transfer = transfer;
        this.onEnd = onEnd;
    }

    private void end() {
        onEnd.run();
    }

    private void broken(RuntimeException failed) {
        end();
    }

    void begin() {
        if (node.cluster().breakerOpen()) {
            carrier("breaker open");
            return;
        }
        node.apply(
                transfer,
                new TransferEvent.ReferBegun(),
                applied -> {
                    CallId session = session(applied);
                    if (command(applied, TransferCommand.SendRefer.class) && session != null) {
                        node.request("refer", () -> node.cluster().vendor().refer(session), this::referAnswered);
                    } else {
                        end();
                    }
                },
                failed -> carrier("failed"));
    }

    private void referAnswered(RequestResult result) {
        node.apply(
                transfer,
                new TransferEvent.ReferAnswered(result),
                applied -> {
                    if (result instanceof RequestResult.AlreadyOver) {
                        carrier("session gone");
                    } else {
                        awaitRefer();
                    }
                },
                failed -> carrier("failed"));
    }

    private void awaitRefer() {
        await(Mechanism.REFER, () -> carrier("not proven"), failed -> carrier("failed"));
    }

    private void carrier(String why) {
        node.apply(transfer, new TransferEvent.ReferSkipped(why), applied -> redirect(), this::broken);
    }

    private void redirect() {
        node.apply(
                transfer,
                new TransferEvent.RedirectBegun(),
                applied -> {
                    if (!command(applied, TransferCommand.SendRedirect.class)) {
                        end();
                        return;
                    }
                    Phone phone = node.cluster()
                            .phone(java.util.Objects.requireNonNull(
                                    applied.orElseThrow().before().carrierCallId()));
                    node.request(
                            "redirect",
                            () -> phone.redirect(transfer),
                            result -> node.apply(
                                    transfer,
                                    new TransferEvent.RedirectAnswered(result),
                                    known -> proofOrRelease(),
                                    this::broken));
                },
                this::broken);
    }

    private void proofOrRelease() {
        await(Mechanism.REDIRECT, this::release, this::broken);
    }

    private void release() {
        node.apply(
                transfer,
                new TransferEvent.ReleaseBegun(),
                applied -> {
                    CallId session = session(applied);
                    if (command(applied, TransferCommand.SendRelease.class) && session != null) {
                        node.request(
                                "release",
                                () -> node.cluster().vendor().hangUp(session),
                                result -> node.apply(
                                        transfer,
                                        new TransferEvent.ReleaseAnswered(result),
                                        known -> awaitRelease(),
                                        this::broken));
                    } else {
                        end();
                    }
                },
                this::broken);
    }

    private void awaitRelease() {
        await(Mechanism.RELEASE, this::end, this::broken);
    }

    void resume() {
        node.step(
                () -> {
                    Optional<TransferState> state =
                            SimNode.standing(node.ledger().byTransfer(transfer), transfer);
                    Optional<Mechanism> trying = state.flatMap(TransferState::trying);
                    if (trying.isPresent()) {
                        switch (trying.get()) {
                            case REFER -> await(Mechanism.REFER, () -> carrier("not proven"), this::broken);
                            case REDIRECT -> proofOrRelease();
                            case RELEASE -> awaitRelease();
                        }
                        return;
                    }
                    Optional<Mechanism> owed = state.flatMap(TransferState::owed);
                    if (owed.isEmpty()) {
                        end();
                        return;
                    }
                    switch (owed.get()) {
                        case REFER -> begin();
                        case REDIRECT -> carrier("resumed");
                        case RELEASE -> release();
                    }
                },
                this::broken);
    }

    /** Goes on with {@code notProven}, or ends if it is confirmed or does not matter any more. */
    private void await(Mechanism mechanism, Runnable notProven, Consumer<RuntimeException> failed) {
        Wait wait = node.waitFor(transfer, mechanism);
        Consumer<Verdict> decided = verdict -> {
            node.endWait(transfer, mechanism);
            switch (verdict) {
                case REFUSED, SILENT -> notProven.run();
                case CONFIRMED, SKIPPED, ABANDONED -> end();
            }
        };
        look(wait, decided, away -> {
            node.endWait(transfer, mechanism);
            failed.accept(away);
        });
    }

    private void look(Wait wait, Consumer<Verdict> decided, Consumer<RuntimeException> failed) {
        node.step(
                () -> {
                    Optional<Verdict> known = node.ledger().verdict(transfer, wait.mechanism);
                    if (known.isPresent()) {
                        decided.accept(known.get());
                    } else {
                        sleep(wait, decided, failed);
                    }
                },
                failed);
    }

    private void sleep(Wait wait, Consumer<Verdict> decided, Consumer<RuntimeException> failed) {
        node.step(
                () -> {
                    Optional<CallHead> head = node.ledger().byTransfer(transfer);
                    Optional<Instant> until = SimNode.standing(head, transfer)
                            .filter(state -> state.trying().equals(Optional.of(wait.mechanism)))
                            .flatMap(TransferState::deadline);
                    if (until.isEmpty()) {
                        decidedSince(wait, decided, failed);
                        return;
                    }
                    wait.group(node, until.get());
                    node.step(
                            () -> {
                                Optional<Verdict> known = node.ledger().verdict(transfer, wait.mechanism);
                                if (known.isPresent()) {
                                    decided.accept(known.get());
                                    return;
                                }
                                boolean[] over = {false};
                                wait.onWoken(verdict -> {
                                    if (!over[0]) {
                                        over[0] = true;
                                        node.in(0, 2, () -> decided.accept(verdict));
                                    }
                                });
                                int most = (int) Duration.between(node.now(), until.get())
                                        .plus(node.safety())
                                        .toMillis();
                                node.in(most, most + 1, () -> {
                                    if (!over[0]) {
                                        over[0] = true;
                                        look(wait, decided, failed);
                                    }
                                });
                            },
                            failed);
                },
                failed);
    }

    private void decidedSince(Wait wait, Consumer<Verdict> decided, Consumer<RuntimeException> failed) {
        node.step(
                () -> node.ledger().verdict(transfer, wait.mechanism).ifPresentOrElse(decided, () -> {
                    node.endWait(transfer, wait.mechanism);
                    end();
                }),
                failed);
    }

    private static boolean command(Optional<Applied> applied, Class<? extends TransferCommand> step) {
        return applied.flatMap(one -> one.decision().command(step)).isPresent();
    }

    private static @Nullable CallId session(Optional<Applied> applied) {
        return applied.flatMap(one -> one.decision().next().call().agent().session())
                .orElse(null);
    }
}

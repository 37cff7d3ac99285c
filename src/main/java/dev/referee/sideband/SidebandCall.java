package dev.referee.sideband;

import dev.referee.call.CallId;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sideband of one call: at most one socket or one attempt to get one, and the mailbox that outlives both, so that
 * the end of one socket is told before the beginning of the next.
 *
 * <p>The public half may be called from any thread; everything happens on the call's event loop, one after the other.
 */
final class SidebandCall implements Attach.Owner {

    enum Phase {
        OPENING,
        OPEN,
        GONE
    }

    private final CallId callId;
    private final Transport transport;
    private final AttachTime time;
    private final Context context;
    private final Subscriptions subscriptions;
    private final Mailbox mailbox;
    private final Consumer<SidebandCall> onRetired;
    private volatile Phase phase = Phase.OPENING;
    private volatile int queueMax = 1;
    private boolean retired;
    private @Nullable Attach attach;
    private @Nullable SidebandSocket socket;

    /** @param onRetired told when there is neither socket nor attempt nor undelivered event; this object is then of no use */
    SidebandCall(
            CallId callId,
            Transport transport,
            Subscriptions subscriptions,
            Executor executor,
            AttachTime time,
            Consumer<SidebandCall> onRetired) {
        this.time = time;
        this.callId = callId;
        this.transport = transport;
        this.context = transport.newContext();
        this.subscriptions = subscriptions;
        this.onRetired = onRetired;
        this.mailbox = new Mailbox(subscriptions, executor, () -> context.runOnContext(turn -> retireIfIdle()));
    }

    /** Starts to open; does nothing if it is opening; says so once more if it is open. {@code ifRetired} runs if this object came too late. */
    void open(AttachRule rule, SidebandOptions options, String bearer, Runnable ifRetired) {
        context.runOnContext(turn -> {
            if (retired) {
                ifRetired.run();
            } else if (attach == null && socket == null) {
                phase = Phase.OPENING;
                queueMax = options.queueMax();
                attach = new Attach(callId, rule, options, bearer, transport, context, time, this);
                attach.start();
            } else if (socket != null) {
                // whoever asks, after taking the call up again, waits for the answer
                mailbox.post(new SidebandEvent.Opened(callId, 0, Duration.ZERO));
            }
        });
    }

    /** Sends a text message; fails with {@link SidebandNotOpenException}. */
    CompletableFuture<Void> send(String text) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        context.runOnContext(turn -> {
            if (socket == null) {
                sent.completeExceptionally(new SidebandNotOpenException(callId, null));
                return;
            }
            socket.send(text)
                    .onSuccess(sent::complete)
                    .onFailure(why -> sent.completeExceptionally(new SidebandNotOpenException(callId, why)));
        });
        return sent;
    }

    /** Ends the socket or the attempt, if there is one. */
    CompletableFuture<Void> close(short code, String reason) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        context.runOnContext(turn -> {
            if (attach != null) {
                Attach cancelled = attach;
                cancelled.cancel();
                onFailed(cancelled.failed(0, "closed before it was open"));
            } else if (socket != null) {
                socket.close(code, reason);
            }
            closed.complete(null);
        });
        return closed;
    }

    Phase phase() {
        return phase;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    @Override
    public void onOpened(SidebandSocket opened, SidebandEvent.Opened event) {
        attach = null;
        socket = opened;
        phase = Phase.OPEN;
        mailbox.post(event);
    }

    @Override
    public void onFailed(SidebandEvent.Failed event) {
        attach = null;
        phase = Phase.GONE;
        mailbox.post(event);
    }

    @Override
    public void onText(String text) {
        String type = FrameType.of(text);
        // the prefix is ours: no frame may pass for a fact about the socket
        if (type == null || type.startsWith("sideband.") || !subscriptions.wanted(type)) {
            return;
        }
        if (!mailbox.offer(new SidebandEvent.Frame(callId, type, text), queueMax) && socket != null) {
            socket.closeAsFull();
        }
    }

    @Override
    public void onClosed(SidebandEvent.Closed event) {
        socket = null;
        phase = Phase.GONE;
        mailbox.post(event);
    }

    private void retireIfIdle() {
        if (!retired && attach == null && socket == null && mailbox.isIdle()) {
            retired = true;
            onRetired.accept(this);
        }
    }
}

package dev.referee.sideband;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Context;
import io.vertx.core.http.impl.WebSocketInternal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A {@link SidebandSocket} that is connected, into which frames are fed from inside: their bytes go through the decoder of
 * the WebSocket, through Vert.x and through the socket's handlers, on the event loop, as if they had just been read from
 * the network.
 */
final class Feed {

    private final Context context;
    private final ChannelPipeline pipeline;
    private final ByteBuf bytes;
    private long texts;

    /** @param owner has whatever the socket tells */
    Feed(Transport transport, URI peer, String text, SidebandSocket.Owner owner) throws Exception {
        SidebandOptions options = SidebandOptions.of(peer, () -> "sk-test");
        // no timer of the handshake or of pings may end the socket: Attach is not here to look after it
        Duration never = Duration.ofHours(1);
        SidebandOptions untimed = new SidebandOptions(
                peer,
                options.bearer(),
                never,
                options.queueMax(),
                options.frameMaxBytes(),
                options.attachWindow(),
                never);
        context = transport.newContext();
        bytes = Unpooled.unreleasableBuffer(frame(text));
        CompletableFuture<ChannelPipeline> open = new CompletableFuture<>();
        context.runOnContext(turn -> new SidebandSocket(Sideband.CALL, untimed, transport, context, new Counting(owner))
                .connect("sk-test")
                .onFailure(open::completeExceptionally)
                .onSuccess(socket -> open.complete(
                        ((WebSocketInternal) socket).channelHandlerContext().pipeline())));
        pipeline = open.get(10, TimeUnit.SECONDS);
    }

    /** Returns when the socket has told of all of them. */
    void feed(int frames) {
        CompletableFuture<Void> fed = new CompletableFuture<>();
        context.runOnContext(turn -> {
            long before = texts;
            for (int n = 0; n < frames; n++) {
                pipeline.fireChannelRead(bytes.duplicate());
            }
            pipeline.fireChannelReadComplete();
            if (texts == before + frames) {
                fed.complete(null);
            } else {
                fed.completeExceptionally(new IllegalStateException((texts - before) + " of " + frames + " came out"));
            }
        });
        fed.join();
    }

    /** A final text frame of a server, RFC 6455 §5.2: not masked. */
    private static ByteBuf frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuf frame = Unpooled.directBuffer(payload.length + 4).writeByte(0x81);
        if (payload.length < 126) {
            frame.writeByte(payload.length);
        } else {
            frame.writeByte(126).writeShort(payload.length);
        }
        return frame.writeBytes(payload);
    }

    private final class Counting implements SidebandSocket.Owner {
        private final SidebandSocket.Owner owner;

        Counting(SidebandSocket.Owner owner) {
            this.owner = owner;
        }

        @Override
        public void onText(String text) {
            texts++;
            owner.onText(text);
        }

        @Override
        public void onClosed(SidebandEvent.Closed closed) {
            owner.onClosed(closed);
        }
    }
}

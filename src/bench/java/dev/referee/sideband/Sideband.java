package dev.referee.sideband;

import dev.referee.call.CallId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The sideband of one call with the consumers that Referee's own routes have, without a peer. */
final class Sideband implements AutoCloseable {

    static final CallId CALL = new CallId("rtc_u0_CkR2j9YbFx5zTn8HqMw4s");

    /** See {@code routes/sideband.camel.yaml}, and {@code lifecycle-events} in the settings. */
    private static final List<String> CONSUMERS = List.of(
            SidebandEvent.OPENED,
            SidebandEvent.FAILED,
            SidebandEvent.CLOSED,
            "session.created,response.created,response.done,output_audio_buffer.started,output_audio_buffer.stopped,"
                    + "output_audio_buffer.cleared,response.output_audio_transcript.done,"
                    + "conversation.item.input_audio_transcription.completed,error",
            "call.transferred,refer.completed,refer.failed");

    final Transport transport = new Transport();
    final SidebandCall call;

    /** Every consumer is this listener, and is run by whoever brings the frame. */
    Sideband(SidebandListener listener) {
        Subscriptions subscriptions = new Subscriptions(() -> {});
        CONSUMERS.forEach(types -> subscriptions.add(SidebandTypes.parse(types), listener));
        call = new SidebandCall(CALL, transport, subscriptions, Runnable::run, transport, gone -> {});
    }

    /** For a frame that nobody takes; fails if somebody does. */
    static Sideband dropping(String text) {
        AtomicInteger taken = new AtomicInteger();
        Sideband sideband = new Sideband((event, done) -> {
            taken.incrementAndGet();
            done.run();
        });
        sideband.call.onText(text);
        if (taken.get() > 0) {
            throw new IllegalStateException("somebody takes " + FrameType.of(text));
        }
        return sideband;
    }

    @Override
    public void close() {
        transport.close();
    }
}

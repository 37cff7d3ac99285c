package dev.referee.sideband;

import dev.referee.bench.micro.SampleFrames;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The whole way of a frame that no consumer takes, from the bytes of the socket on; beside a socket whose owner does nothing
 * with the text. The difference is what Referee adds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SocketBenchmark {

    private static final int FRAMES = 500;

    @Param({"transcript-delta", "audio-delta"})
    public String frame;

    private Sideband sideband;
    private WsPeer peer;
    private Feed filtered;
    private Feed bare;

    @Setup
    public void start() throws Exception {
        String text = SampleFrames.named(frame);
        sideband = Sideband.dropping(text);
        peer = new WsPeer();
        filtered = new Feed(sideband.transport, peer.uri(), text, sideband.call);
        bare = new Feed(sideband.transport, peer.uri(), text, new SidebandSocket.Owner() {
            @Override
            public void onText(String ignored) {}

            @Override
            public void onClosed(SidebandEvent.Closed closed) {}
        });
    }

    @TearDown
    public void stop() {
        sideband.close();
        peer.close();
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void dropped() {
        filtered.feed(FRAMES);
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void unread() {
        bare.feed(FRAMES);
    }
}

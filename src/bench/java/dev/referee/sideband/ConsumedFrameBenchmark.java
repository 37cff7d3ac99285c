package dev.referee.sideband;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.bench.micro.SampleFrames;
import dev.referee.openai.ServerFrame;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** A frame that is acted on, from its text through the mailbox and the decoder; beside a bare parse of it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ConsumedFrameBenchmark {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Sideband sideband;
    private Blackhole seen;
    private long taken;

    @Setup
    public void start(Blackhole blackhole) {
        seen = blackhole;
        sideband = new Sideband(this::take);
        taken();
        if (taken == 0) {
            throw new IllegalStateException("nobody takes the sample");
        }
    }

    @TearDown
    public void stop() {
        sideband.close();
    }

    @Benchmark
    public void taken() {
        sideband.call.onText(SampleFrames.RESPONSE_DONE);
    }

    @Benchmark
    public JsonNode parsed() throws JsonProcessingException {
        return JSON.readTree(SampleFrames.RESPONSE_DONE);
    }

    /** What the routes read of such a frame. */
    private void take(SidebandEvent event, Runnable done) {
        ServerFrame frame = ServerFrame.read(((SidebandEvent.Frame) event).text());
        seen.consume(frame.type());
        seen.consume(frame.responseId());
        seen.consume(frame.end());
        seen.consume(frame.speaks());
        seen.consume(frame.functionCalls());
        seen.consume(frame.usage());
        taken++;
        done.run();
    }
}

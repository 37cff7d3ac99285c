package dev.referee.sideband;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.bench.micro.SampleFrames;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A frame that no consumer takes, from its text to the decision to drop it; beside a parse of the whole frame. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameBenchmark {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Param({"transcript-delta", "rate-limits", "item-added", "audio-delta", "audio-delta-type-last"})
    public String frame;

    private String text;
    private Sideband sideband;

    @Setup
    public void start() {
        text = SampleFrames.named(frame);
        sideband = Sideband.dropping(text);
    }

    @TearDown
    public void stop() {
        sideband.close();
    }

    @Benchmark
    public void dropped() {
        sideband.call.onText(text);
    }

    @Benchmark
    public JsonNode parsed() throws JsonProcessingException {
        return JSON.readTree(text);
    }
}

package dev.referee.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.call.CallEvent;
import dev.referee.call.CallFile;
import dev.referee.call.CallMachine;
import dev.referee.call.Calls;
import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.Ending;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Pending;
import dev.referee.transfer.Referring;
import dev.referee.transfer.Samples;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferState;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Steps of the machines in the course of one transfer, and the JSON of their state, which the ledger reads before each step
 * and writes after it; beside a parse of that JSON into a tree, and the writing of the tree.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StepBenchmark {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Circumstances now = Samples.at(Duration.ofSeconds(1), true);
    private final CallEvent asked = new CallEvent.TransferAsked(Samples.plan(Ending.RETURN), Source.SIDEBAND);
    private final CallEvent arrived = ofTransfer(new TransferEvent.ReferArrived("tel:+61420351250"));
    private final CallEvent answered = ofTransfer(new TransferEvent.LegReported(0, LegStatus.ANSWERED));
    private CallFile talking;
    private CallFile referring;
    private CallFile dialling;
    private String json;
    private JsonNode tree;

    @Setup
    public void start() throws JsonProcessingException {
        talking = after(
                CallMachine.inbound(now, Calls.POLICY).next(),
                new CallEvent.SessionAnnounced(now.freshId(), Calls.SESSION),
                new CallEvent.AcceptAnswered(Calls.SESSION, Samples.ACCEPTED),
                new CallEvent.SidebandOpened(Calls.SESSION));
        referring = after(
                talking,
                asked,
                ofTransfer(new TransferEvent.ReferBegun()),
                ofTransfer(new TransferEvent.ReferAnswered(Samples.ACCEPTED)));
        dialling = after(referring, arrived);
        json = CallFileJson.write(dialling);
        tree = parsed();
        expect(asked().next().transfer(), Pending.class);
        expect(referring.transfer(), Referring.class);
        expect(dialling.transfer(), Dialling.class);
    }

    @Benchmark
    public Decision<CallFile> asked() {
        return Calls.decide(talking, asked, now);
    }

    @Benchmark
    public Decision<CallFile> referArrived() {
        return Calls.decide(referring, arrived, now);
    }

    @Benchmark
    public Decision<CallFile> answered() {
        return Calls.decide(dialling, answered, now);
    }

    @Benchmark
    public CallFile read() {
        return CallFileJson.read(json);
    }

    @Benchmark
    public JsonNode parsed() throws JsonProcessingException {
        return JSON.readTree(json);
    }

    @Benchmark
    public String written() {
        return CallFileJson.write(dialling);
    }

    @Benchmark
    public String treeWritten() throws JsonProcessingException {
        return JSON.writeValueAsString(tree);
    }

    private CallFile after(CallFile file, CallEvent... events) {
        CallFile last = file;
        for (CallEvent event : events) {
            last = Calls.decide(last, event, now).next();
        }
        return last;
    }

    private static CallEvent ofTransfer(TransferEvent event) {
        return new CallEvent.OfTransfer(Samples.id(1), event);
    }

    private static void expect(TransferState state, Class<? extends TransferState> kind) {
        if (!kind.isInstance(state)) {
            throw new IllegalStateException("the sample should be " + kind.getSimpleName() + ": " + state);
        }
    }
}

package dev.referee.bench.micro;

import dev.referee.transfer.Destination;
import dev.referee.twilio.TwiML;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The first document of a call and that of a transfer; beside the same text from a format string, with nothing escaped. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TwimlBenchmark {

    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    private static final String INBOUND = DECLARATION
            + "<Response><Dial action=\"%s\" answerOnBridge=\"true\" referUrl=\"%s\" timeout=\"%d\">"
            + "<Sip statusCallback=\"%s\" statusCallbackEvent=\"initiated ringing answered completed\">%s</Sip></Dial></Response>";
    private static final String TRANSFER = DECLARATION
            + "<Response><Dial action=\"%s\" answerOnBridge=\"true\" callerId=\"%s\" timeout=\"%d\">"
            + "<Number statusCallback=\"%s\" statusCallbackEvent=\"initiated ringing answered completed\">%s</Number></Dial></Response>";

    private static final String BASE = "https://voice.example.com";
    private static final String AGAIN = "#rc=5&rp=ct,rt,5xx&ct=2000&rt=4000&tt=15000";
    private static final String CALL = "?c=c-aaaaaaaaaaaaaaaaaaaaaaaaaa";
    private static final String DIAL = CALL + "&d=Vd83nf0sTQ";
    private static final String STOP = "?t=t-aaaaaaaaaaaaaaaaaaaaaaaaaa&n=0";

    private String action = BASE + "/twiml/agent-ended" + DIAL + AGAIN;
    private String refer = BASE + "/twiml/refer" + CALL + AGAIN;
    private String agentLeg = BASE + "/twilio/agent-leg" + DIAL + AGAIN;
    private String agent = TwiML.agentUri(
            "proj_example",
            "sip.api.openai.com",
            "v1.CA0123456789abcdef0123456789abcdef.Vd83nf0sTQ.1782028860.q1T8yJm4Zr0oKp3tHb6WyXf7KcDw2yXn7EiBk9PmT7p");
    private int seconds = 20;
    private String ended = BASE + "/twiml/transfer-ended" + STOP + AGAIN;
    private String targetLeg = BASE + "/twilio/target-leg" + STOP + AGAIN;
    private Destination number = new Destination("tel:+61420351258");
    private String shown = "+61491570006";

    /** Refuses to measure against another text than that of the documents. */
    @Setup
    public void compare() {
        same(inbound(), inboundFormatted());
        same(transfer(), transferFormatted());
    }

    @Benchmark
    public String inbound() {
        return TwiML.dialAgent(agent, action, refer, agentLeg, seconds);
    }

    @Benchmark
    public String inboundFormatted() {
        return INBOUND.formatted(action, refer, seconds, agentLeg, agent);
    }

    @Benchmark
    public String transfer() {
        return TwiML.dialTarget(List.of(new TwiML.Noun(number, targetLeg, null)), ended, seconds, shown);
    }

    @Benchmark
    public String transferFormatted() {
        return TRANSFER.formatted(ended, shown, seconds, targetLeg, number.dialled());
    }

    private static void same(String document, String formatted) {
        if (!document.replace("&amp;", "&").equals(formatted)) {
            throw new IllegalStateException("the format is not that of the document: " + document);
        }
    }
}

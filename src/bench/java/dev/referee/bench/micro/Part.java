package dev.referee.bench.micro;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One hot part.
 *
 * @param title what is done, for people
 * @param benchmark the measurement: class and method
 * @param baseline a measurement of the same run to set it against; null where there is nothing like it
 * @param limitNanos how long it may take; 0 where nothing is promised
 */
record Part(String title, String benchmark, @Nullable String baseline, int limitNanos) {

    private static final int FILTER_NANOS = 3000;

    static final List<Part> ALL = List.of(
            new Part(
                    "frame nobody takes, text to dropped",
                    "FrameBenchmark.dropped",
                    "FrameBenchmark.parsed",
                    FILTER_NANOS),
            new Part("frame nobody takes, bytes to dropped", "SocketBenchmark.dropped", "SocketBenchmark.unread", 0),
            new Part(
                    "frame acted on, text to decoded",
                    "ConsumedFrameBenchmark.taken",
                    "ConsumedFrameBenchmark.parsed",
                    0),
            new Part("OpenAI signature, right", "SignatureBenchmark.openaiGood", "SignatureBenchmark.openaiBare", 0),
            new Part("OpenAI signature, wrong", "SignatureBenchmark.openaiBad", "SignatureBenchmark.openaiBare", 0),
            new Part("Twilio signature, right", "SignatureBenchmark.twilioGood", "SignatureBenchmark.twilioBare", 0),
            new Part("Twilio signature, wrong", "SignatureBenchmark.twilioBad", "SignatureBenchmark.twilioBare", 0),
            new Part("step: transfer asked for", "StepBenchmark.asked", null, 0),
            new Part("step: REFER arrived", "StepBenchmark.referArrived", null, 0),
            new Part("step: target answered", "StepBenchmark.answered", null, 0),
            new Part("state read", "StepBenchmark.read", "StepBenchmark.parsed", 0),
            new Part("state written", "StepBenchmark.written", "StepBenchmark.treeWritten", 0),
            new Part("TwiML of an inbound call", "TwimlBenchmark.inbound", "TwimlBenchmark.inboundFormatted", 0),
            new Part("TwiML of a transfer", "TwimlBenchmark.transfer", "TwimlBenchmark.transferFormatted", 0),
            new Part("a line of a call's log", "LogLineBenchmark.masked", "LogLineBenchmark.bare", 0));
}

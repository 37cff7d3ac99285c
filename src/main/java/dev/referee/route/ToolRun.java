package dev.referee.route;

import dev.referee.masking.Masking;
import dev.referee.tools.OfferedTool;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a tool. Its route and its timer both want to end it; the first one does, and the other is too late, for a
 * model that has a result must not get a second one. A route that is too late keeps its thread until it is through.
 */
final class ToolRun implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ToolRun.class);

    private final OfferedTool tool;
    private final Map<String, Object> arguments;
    private final Map<String, Object> variables;
    private final MeterRegistry meters;
    private final Consumer<String> result;
    private final long startNanos = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();

    /** @param result gets the text for the model, once */
    ToolRun(
            OfferedTool tool,
            Map<String, Object> arguments,
            Map<String, Object> variables,
            MeterRegistry meters,
            Consumer<String> result) {
        this.tool = tool;
        this.arguments = arguments;
        this.variables = variables;
        this.meters = meters;
        this.result = result;
    }

    /** Whether the model has its result. */
    boolean isOver() {
        return over.get();
    }

    @Override
    public void run() {
        try {
            end("ok", tool.runner().run(arguments, variables));
        } catch (Exception | LinkageError failure) {
            // the text of the failure may hold addresses and keys, so the model does not get it
            LOG.error(
                    "{}: tool {} failed in {}: {}",
                    variables.get(Vars.CALL_ID),
                    tool.name(),
                    tool.route(),
                    Masking.mask(failure.toString()));
            end("failed", ToolResults.toolFailed(tool.name()));
        }
    }

    /** The tool's time is over. */
    void timedOut() {
        if (!isOver()) {
            LOG.warn(
                    "{}: tool {} of {} has no result after {} ms",
                    variables.get(Vars.CALL_ID),
                    tool.name(),
                    tool.route(),
                    tool.timeout().toMillis());
            end("timeout", ToolResults.toolTimedOut(tool.name()));
        }
    }

    private void end(String outcome, String text) {
        if (over.compareAndSet(false, true)) {
            meters.timer("referee.tool", "tool", tool.name(), "outcome", outcome)
                    .record(Duration.ofNanos(System.nanoTime() - startNanos));
            result.accept(text);
        } else {
            LOG.debug("{}: a late result of tool {} is dropped", variables.get(Vars.CALL_ID), tool.name());
        }
    }
}

package dev.referee.tools;

import dev.referee.tool.ToolNames;
import dev.referee.tool.ToolSignature;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/** One tool; see {@link ToolComponent}. */
@UriEndpoint(
        scheme = "tool",
        title = "Tool",
        syntax = "tool:name",
        consumerOnly = true,
        category = {Category.AI})
public final class ToolEndpoint extends DefaultEndpoint {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    @UriPath
    @Metadata(required = true)
    private final String name;

    @UriParam(label = "consumer")
    private String description = "";

    @UriParam(label = "consumer", prefix = "parameter.", multiValue = true)
    private Map<String, Object> parameters = Map.of();

    @UriParam(label = "consumer", defaultValue = "10s")
    private Duration timeout = Duration.ofSeconds(10);

    @UriParam(label = "consumer")
    private String meanwhile = "";

    @UriParam(label = "consumer", defaultValue = "1500")
    private Duration meanwhileAfter = Duration.ofMillis(1500);

    private @Nullable ToolSignature signature;

    ToolEndpoint(String uri, ToolComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    /** Makes the signature of the options. What is wrong with them comes out as an IllegalArgumentException. */
    void declare() {
        if (!ToolNames.isWellFormed(name)) {
            throw wrong("a name has up to 64 letters, digits, _ or -");
        }
        if (ToolNames.RESERVED.contains(name)) {
            throw wrong("every agent has a function of this name; choose another");
        }
        if (description.isBlank()) {
            throw wrong("it needs a description, which tells the model when to call it");
        }
        checkTime("timeout", timeout);
        checkTime("meanwhileAfter", meanwhileAfter);
        try {
            signature = new ToolSignature(name, description.strip(), ParameterOptions.read(parameters));
        } catch (IllegalArgumentException wrong) {
            throw wrong(wrong.getMessage());
        }
    }

    private void checkTime(String option, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
            throw wrong(option + " must lie between 1 ms and 5 min, such as 5s");
        }
    }

    private IllegalArgumentException wrong(@Nullable String what) {
        return new IllegalArgumentException("tool:" + name + ": " + what);
    }

    /** What the model knows of this tool. */
    public ToolSignature signature() {
        if (signature == null) {
            throw new IllegalStateException("tool:" + name + " was not made by its component");
        }
        return signature;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(
                "tool:" + name
                        + " can only stand in from: the model calls it; let both call a direct: route where you need it elsewhere");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        ToolConsumer consumer = new ToolConsumer(this, processor, ((ToolComponent) getComponent()).registry());
        configureConsumer(consumer);
        return consumer;
    }

    /** The function's name. */
    public String getName() {
        return name;
    }

    /** Tells the model when to call it. */
    public String getDescription() {
        return description;
    }

    /** See {@link #getDescription}. */
    public void setDescription(String description) {
        this.description = description;
    }

    /** The options {@code parameter.…} without this prefix. */
    public Map<String, Object> getParameters() {
        return parameters;
    }

    /** See {@link #getParameters}. */
    public void setParameters(Map<String, Object> parameters) {
        this.parameters = parameters;
    }

    /** After so long the model is told that the tool took too long; a later result is dropped. 1 ms to 5 min. */
    public Duration getTimeout() {
        return timeout;
    }

    /** See {@link #getTimeout}. */
    public void setTimeout(Duration timeout) {
        this.timeout = timeout;
    }

    /** What the agent says while the tool takes its time; empty: nothing. */
    public String getMeanwhile() {
        return meanwhile;
    }

    /** See {@link #getMeanwhile}. */
    public void setMeanwhile(String meanwhile) {
        this.meanwhile = meanwhile;
    }

    /** How long the tool may take before the agent says so. 1 ms to 5 min. */
    public Duration getMeanwhileAfter() {
        return meanwhileAfter;
    }

    /** See {@link #getMeanwhileAfter}. */
    public void setMeanwhileAfter(Duration meanwhileAfter) {
        this.meanwhileAfter = meanwhileAfter;
    }
}

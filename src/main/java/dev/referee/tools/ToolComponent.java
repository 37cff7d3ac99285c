package dev.referee.tools;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.SimpleTypeConverter;
import org.apache.camel.util.PropertiesHelper;

/**
 * The Camel component {@code tool:}. {@code from: tool:order_status} makes a route a function that the model can call:
 * its arguments come as headers of their types and as a body (a Map, which reads as JSON where a text or bytes are
 * wanted); what the body is at the route's end is the result. Consumer only.
 *
 * <p>Options stand in a URI, whatever the DSL: a text that holds {@code &} or {@code +} must be written as
 * {@code RAW(the text)}.
 *
 * <p>A tool is in the {@link #registry} while its route runs. A context that only tries routes out needs a component of
 * its own, else its routes take the places of those that run.
 */
@Component("tool")
public final class ToolComponent extends DefaultComponent {

    private final ToolRegistry registry;

    /** With a registry of its own. */
    public ToolComponent() {
        this(new ToolRegistry());
    }

    /** @param registry where the tools are found while their routes run */
    public ToolComponent(ToolRegistry registry) {
        this.registry = registry;
    }

    /** The tools whose routes run. */
    public ToolRegistry registry() {
        return registry;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) throws Exception {
        Map<String, Object> declared = PropertiesHelper.extractProperties(parameters, "parameter.");
        ToolEndpoint endpoint = new ToolEndpoint(uri, this, name);
        setProperties(endpoint, parameters);
        if (!parameters.isEmpty()) {
            throw new IllegalArgumentException("tool:" + name + ": there is no option " + parameters.keySet()
                    + "; a text that holds & or + must be written as RAW(the text)");
        }
        endpoint.setParameters(declared);
        endpoint.declare();
        return endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        TypeConverterRegistry converters = getCamelContext().getTypeConverterRegistry();
        converters.addTypeConverter(
                String.class,
                ToolArguments.class,
                new SimpleTypeConverter(false, (type, exchange, value) -> value.toString()));
        converters.addTypeConverter(
                byte[].class,
                ToolArguments.class,
                new SimpleTypeConverter(false, (type, exchange, value) -> bytes(value)));
        converters.addTypeConverter(
                InputStream.class,
                ToolArguments.class,
                new SimpleTypeConverter(false, (type, exchange, value) -> new ByteArrayInputStream(bytes(value))));
    }

    private static byte[] bytes(Object arguments) {
        return arguments.toString().getBytes(StandardCharsets.UTF_8);
    }
}

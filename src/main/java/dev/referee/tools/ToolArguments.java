package dev.referee.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;

/** The arguments of one call by name, as the body that a tool's route starts with. As text they are JSON. */
public final class ToolArguments extends LinkedHashMap<String, Object> {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final JsonMapper JSON = new JsonMapper();

    ToolArguments(Map<String, Object> arguments) {
        super(arguments);
    }

    @Override
    public String toString() {
        try {
            return JSON.writeValueAsString(new LinkedHashMap<>(this));
        } catch (JsonProcessingException noJson) {
            throw new IllegalStateException("a route has put something into the arguments that is no JSON", noJson);
        }
    }
}

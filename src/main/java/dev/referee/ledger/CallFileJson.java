package dev.referee.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.referee.call.AgentLeg;
import dev.referee.call.CallFile;
import dev.referee.json.Json;
import dev.referee.transfer.TransferState;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The machines' state as JSON, readable by a later version: states by name, unknown fields ignored. The core knows
 * nothing of it. Thread-safe.
 */
final class CallFileJson {

    private static final ObjectMapper MAPPER = mapper();

    private CallFileJson() {}

    static String write(CallFile file) {
        try {
            return MAPPER.writeValueAsString(file);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a call's state cannot be written", e);
        }
    }

    static CallFile read(String json) {
        try {
            return MAPPER.readValue(json, CallFile.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a call's state cannot be read; was it written by a newer version?", e);
        }
    }

    private static ObjectMapper mapper() {
        JsonMapper.Builder builder = Json.builder()
                .addModule(new JavaTimeModule())
                .visibility(PropertyAccessor.GETTER, Visibility.NONE)
                .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
                .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .addMixIn(AgentLeg.class, Named.class)
                .addMixIn(TransferState.class, Named.class)
                .registerSubtypes(named(AgentLeg.class))
                .registerSubtypes(named(TransferState.class));
        return builder.build();
    }

    private static NamedType[] named(Class<?> sealed) {
        return kinds(sealed)
                .map(type -> new NamedType(type, type.getSimpleName()))
                .toArray(NamedType[]::new);
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(CallFileJson::kinds)
                : Stream.of(type);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    private interface Named {}
}

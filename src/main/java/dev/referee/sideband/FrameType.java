package dev.referee.sideband;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the top-level {@code "type"} of a frame without building anything: a call sends tens of frames a second, of
 * which a handful matter. Stateless and thread-safe.
 */
final class FrameType {

    // no symbol table and no interning: the frames are the vendor's, their field names must not stay in our memory
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private FrameType() {}

    /**
     * The value of the object's first top-level {@code type}, or null if the text is no JSON object, is malformed before
     * or at that value, or has no such string. What follows the value is not read: the consumer's decoder will.
     */
    static @Nullable String of(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                if (name.equals("type")) {
                    return value == JsonToken.VALUE_STRING ? json.getText() : null;
                }
                json.skipChildren();
            }
            return null;
        } catch (IOException malformed) {
            return null;
        }
    }
}

package dev.referee.tools;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.referee.json.Json;
import java.io.File;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;

/** A route's body as the text that the model reads: texts and streams as they are, anything else as JSON. */
final class ResultText {

    /** Longest result, in characters; the model pays for each of them with its attention. */
    static final int MAX = 16_000;

    private static final JsonMapper JSON = Json.builder()
            .findAndAddModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final List<Class<?>> READ_BY_CAMEL = List.of(
            CharSequence.class,
            byte[].class,
            InputStream.class,
            Reader.class,
            StreamCache.class,
            File.class,
            Path.class,
            WrappedFile.class,
            org.w3c.dom.Node.class);

    private ResultText() {}

    /** Never empty: a route without a result has done what it was asked to. */
    static String of(Exchange exchange) throws Exception {
        Object body = exchange.getMessage().getBody();
        String text = body == null ? "" : text(exchange, body);
        if (text.isBlank()) {
            return "{\"status\":\"ok\"}";
        }
        return text.length() <= MAX ? text : text.substring(0, MAX) + "… (cut: the result is too long)";
    }

    private static String text(Exchange exchange, Object body) throws Exception {
        if (READ_BY_CAMEL.stream().anyMatch(type -> type.isInstance(body))) {
            return exchange.getContext().getTypeConverter().mandatoryConvertTo(String.class, exchange, body);
        }
        return body instanceof Enum<?> || body instanceof Number ? body.toString() : JSON.writeValueAsString(body);
    }
}

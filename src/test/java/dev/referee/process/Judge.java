package dev.referee.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.FreePort;
import java.nio.file.Path;
import java.util.List;

/**
 * The twin in its own process: it plays OpenAI, the carrier, callers and humans, and says afterwards who had each caller,
 * what rang and who was bridged. It survives whatever is done to the gateways.
 */
final class Judge implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private final Jar jar;
    private final int twinPort;

    private Judge(Jar jar, int twinPort) {
        this.jar = jar;
        this.twinPort = twinPort;
    }

    /** Starts it; its calls go to this address. */
    static Judge start(Path folder, String publicUrl) {
        int twinPort = FreePort.find();
        Jar jar = Jar.start(
                "judge",
                folder,
                FreePort.find(),
                List.of(
                        "--spring.profiles.active=twin",
                        "--spring.datasource.url=jdbc:h2:mem:judge",
                        "--referee.twin.port=" + twinPort,
                        "--referee.public-url=" + publicUrl));
        return new Judge(jar, twinPort);
    }

    void awaitReady() {
        jar.awaitReady();
    }

    /** Where OpenAI and the carrier listen. */
    int twinPort() {
        return twinPort;
    }

    /** A call in which everything works, fast. */
    static ObjectNode script() {
        return JSON.createObjectNode()
                .put("referAnswerMs", 20)
                .put("referDelayMs", 100)
                .put("carrierFetchMs", 50)
                .put("answerMs", 50)
                .put("thinkMs", 150)
                .put("speechMs", 150)
                .put("humanRingMs", 150)
                .put("humanTalkMs", 1_300)
                .put("noAnswerMs", 300)
                .put("sayMs", 50)
                .put("recordMs", 100)
                .put("jitterMs", 20);
    }

    /** Somebody calls; gives the id of the call. */
    String place(JsonNode script) {
        return read(jar.post("/twin/calls", script.toString())).required("id").asText();
    }

    Seen call(String id) {
        return new Seen(read(jar.get("/twin/calls/" + id)));
    }

    /** Complaints that belong to no call, and those of all calls. */
    List<String> violations() {
        return JSON.convertValue(
                read(jar.get("/twin/violations")),
                JSON.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }

    @Override
    public void close() {
        jar.close();
    }
}

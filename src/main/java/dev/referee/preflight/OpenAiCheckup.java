package dev.referee.preflight;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether OpenAI can be reached and takes the key, asked by {@code GET /models}; and the clock. */
final class OpenAiCheckup implements Check {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public List<Finding> run(Surroundings surroundings) throws InterruptedException {
        List<String> missing = surroundings.missing("referee.openai.api-key", "referee.openai.base-url");
        if (!missing.isEmpty()) {
            return Surroundings.notChecked(name(), missing);
        }
        String base = surroundings.base("referee.openai.base-url").orElseThrow();
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(base + "/models"))
                    .header(
                            "Authorization",
                            "Bearer "
                                    + surroundings
                                            .text("referee.openai.api-key")
                                            .orElseThrow());
        } catch (IllegalArgumentException malformed) {
            return Surroundings.notChecked(name(), List.of("a well-formed referee.openai.base-url or api-key"));
        }
        Http.Answer answer = Http.send(request);
        List<Finding> found = new ArrayList<>();
        found.add(judged(answer, base));
        if (answer.status() == 200) {
            found.addAll(models(answer.body(), surroundings));
        }
        found.addAll(Clocks.compare("OpenAI's", answer.date(), answer.sent(), answer.received()));
        return found;
    }

    private Finding judged(Http.Answer answer, String base) {
        String keys =
                "make a key in OpenAI's dashboard, Settings > Project > API keys, of the project that owns the SIP"
                        + " address, and set referee.openai.api-key (OPENAI_API_KEY)";
        return switch (answer.status()) {
            case 200 -> Finding.ok(name(), "OpenAI is reached at " + base + " and takes the key");
            case 0 ->
                Finding.error(
                        name(),
                        "OpenAI is not reached at " + base + ": " + answer.failure(),
                        "check referee.openai.base-url (OPENAI_BASE_URL) and the way out: DNS, proxy, firewall");
            case 401 -> Finding.error(name(), "OpenAI does not take the key (401)", keys);
            case 403 ->
                Finding.warning(
                        name(),
                        "OpenAI knows the key but does not let it list models (403)",
                        "give the key the permissions Models: read and Realtime: write, or see that calls work without");
            case 404 ->
                Finding.error(
                        name(),
                        base + " has no /models (404)",
                        "set referee.openai.base-url (OPENAI_BASE_URL) to https://api.openai.com/v1 or your region's");
            case 429 ->
                Finding.warning(
                        name(),
                        "OpenAI takes the key but has had too many requests, or the budget is used up (429)",
                        "look at OpenAI's dashboard, Usage and Limits");
            default ->
                Finding.warning(
                        name(),
                        "OpenAI answers " + answer.status(),
                        "try again; if it stays, see status.openai.com and referee.openai.base-url");
        };
    }

    private List<Finding> models(String body, Surroundings surroundings) {
        Set<String> known = new TreeSet<>();
        try {
            for (JsonNode model : JSON.readTree(body).path("data")) {
                known.add(model.path("id").asText());
            }
        } catch (JsonProcessingException unreadable) {
            known.clear();
        }
        if (known.isEmpty()) {
            return List.of();
        }
        List<Finding> found = new ArrayList<>();
        surroundings.agents().forEach((agent, settings) -> {
            if (settings.model() != null && !known.contains(settings.model())) {
                found.add(Finding.warning(
                        name(),
                        "the key's project does not list the model " + settings.model() + " of agent " + agent,
                        "check referee.agents." + agent + ".model, or allow the model for the project"));
            }
        });
        return found;
    }
}

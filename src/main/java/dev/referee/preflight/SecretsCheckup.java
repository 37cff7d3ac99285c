package dev.referee.preflight;

import dev.referee.openai.WebhookVerifier;
import java.util.ArrayList;
import java.util.List;

/** The form of OpenAI's credentials, beyond what a start needs. */
final class SecretsCheckup implements Check {

    @Override
    public String name() {
        return "secrets";
    }

    @Override
    public List<Finding> run(Surroundings surroundings) {
        List<Finding> found = new ArrayList<>();
        surroundings
                .text("referee.openai.api-key")
                .filter(key -> !key.startsWith("sk-"))
                .ifPresent(key -> found.add(Finding.warning(
                        name(),
                        "referee.openai.api-key does not start with sk-",
                        "take it from OpenAI's dashboard, Settings > Project > API keys")));
        surroundings.text("referee.openai.webhook-secret").ifPresent(secret -> found.add(webhook(secret)));
        surroundings
                .text("referee.openai.project-id")
                .filter(id -> !id.startsWith("proj_"))
                .ifPresent(id -> found.add(Finding.error(
                        name(),
                        "referee.openai.project-id does not start with proj_",
                        "take it from OpenAI's dashboard, Settings > Project > General")));
        if (found.isEmpty()) {
            return Surroundings.notChecked(name(), List.of("referee.openai.webhook-secret"));
        }
        return found;
    }

    private Finding webhook(String secret) {
        String remedy = "take it from OpenAI's dashboard, Settings > Project > Webhooks; it is shown once";
        return WebhookVerifier.mustBe(secret)
                .map(rule -> Finding.error(name(), "referee.openai.webhook-secret must be " + rule, remedy))
                .orElseGet(() -> Finding.ok(name(), "the webhook secret is whsec_ and the base64 of a key"));
    }
}

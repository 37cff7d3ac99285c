package dev.referee.preflight;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The form of OpenAI's credentials, beyond what a start needs. */
final class SecretsCheckup implements Check {

    private static final int KEY_BYTES_LEAST = 16;

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
        if (!secret.startsWith("whsec_")) {
            return Finding.warning(
                    name(), "referee.openai.webhook-secret does not start with whsec_, its text is the key", remedy);
        }
        Optional<Integer> bytes = bytes(secret.substring("whsec_".length()));
        if (bytes.isEmpty()) {
            return Finding.error(name(), "referee.openai.webhook-secret holds no base64 behind whsec_", remedy);
        }
        return bytes.get() < KEY_BYTES_LEAST
                ? Finding.warning(name(), "referee.openai.webhook-secret holds " + bytes.get() + " bytes only", remedy)
                : Finding.ok(name(), "the webhook secret is whsec_ and the base64 of " + bytes.get() + " bytes");
    }

    private static Optional<Integer> bytes(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64).length);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}

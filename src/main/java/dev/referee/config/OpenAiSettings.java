package dev.referee.config;

import dev.referee.openai.WebhookVerifier;
import java.util.regex.Pattern;

/**
 * How to reach OpenAI, and how it proves itself (facts/openai-realtime-sip.md §1.3, §2, §5). Prints without secrets.
 *
 * @param apiKey bearer key of the project that owns the SIP address; no blanks
 * @param webhookSecret {@code whsec_} and base64, as {@link WebhookVerifier#mustBe} wants it
 * @param projectId {@code proj_…}, the user part of the SIP address
 * @param baseUrl of the REST API, without slash at the end; http or https
 * @param sipHost host of the SIP address, with a port where it isn't the usual one
 */
public record OpenAiSettings(String apiKey, String webhookSecret, String projectId, String baseUrl, String sipHost) {

    private static final String PREFIX = "referee.openai.";
    private static final Pattern PROJECT = Pattern.compile("proj_[A-Za-z0-9_-]+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?");

    public OpenAiSettings {
        baseUrl = Problems.base(baseUrl);
    }

    /** The sideband's address: the API's with {@code ws} for {@code http}, and {@code /realtime}. */
    public String sidebandUrl() {
        return "ws" + baseUrl.substring("http".length()) + "/realtime";
    }

    void check(Problems problems) {
        problems.text(PREFIX + "api-key", apiKey, Problems::isUnbroken, "a key without blanks");
        problems.text(
                PREFIX + "webhook-secret",
                webhookSecret,
                secret -> WebhookVerifier.mustBe(secret).isEmpty(),
                WebhookVerifier.mustBe(webhookSecret == null ? "" : webhookSecret)
                        .orElse(""));
        problems.text(
                PREFIX + "project-id",
                projectId,
                id -> PROJECT.matcher(id).matches(),
                "proj_ followed by letters, digits, _ or -");
        problems.text(PREFIX + "base-url", baseUrl, Problems::isHttpBase, "an http or https address without query");
        problems.text(PREFIX + "sip-host", sipHost, host -> HOST.matcher(host).matches(), "a host name");
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "OpenAiSettings[projectId=" + projectId + ", baseUrl=" + baseUrl + ", sipHost=" + sipHost + "]";
    }
}

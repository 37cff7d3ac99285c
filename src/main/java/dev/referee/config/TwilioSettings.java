package dev.referee.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Twilio, and how it proves itself (facts/twilio-voice.md §2, §5.5). Prints without secrets.
 *
 * @param accountSid {@code AC} and 32 hex digits
 * @param authToken the primary auth token: checks signatures, and signs in to the REST API unless a key is given
 * @param apiKey for the REST API only, together with {@code apiSecret}, or null
 * @param apiSecret secret of {@code apiKey}, or null
 * @param baseUrl of the REST API, without slash at the end; http or https
 */
public record TwilioSettings(
        String accountSid,
        String authToken,
        @Nullable String apiKey,
        @Nullable String apiSecret,
        String baseUrl) {

    private static final String PREFIX = "referee.twilio.";
    private static final Pattern ACCOUNT = Pattern.compile("AC[0-9a-fA-F]{32}");

    public TwilioSettings {
        apiKey = Problems.blankToNull(apiKey);
        apiSecret = Problems.blankToNull(apiSecret);
        baseUrl = Problems.base(baseUrl);
    }

    /** User name for the REST API: the API key when given, else the account. */
    public String restUser() {
        return apiKey != null ? apiKey : accountSid;
    }

    /** Password for the REST API: the key's secret when given, else the auth token. */
    public String restPassword() {
        return apiSecret != null ? apiSecret : authToken;
    }

    void check(Problems problems) {
        problems.text(
                PREFIX + "account-sid",
                accountSid,
                sid -> ACCOUNT.matcher(sid).matches(),
                "AC followed by 32 hexadecimal digits");
        problems.text(PREFIX + "auth-token", authToken, Problems::isUnbroken, "a token without blanks");
        if (apiKey == null ^ apiSecret == null) {
            String absent = apiKey == null ? "api-key" : "api-secret";
            problems.add(PREFIX + absent, "is missing: api-key and api-secret belong together, set both or none");
        }
        if (apiKey != null) {
            problems.text(PREFIX + "api-key", apiKey, Problems::isUnbroken, "a key without blanks");
        }
        if (apiSecret != null) {
            problems.text(PREFIX + "api-secret", apiSecret, Problems::isUnbroken, "a secret without blanks");
        }
        problems.text(PREFIX + "base-url", baseUrl, Problems::isHttpBase, "an http or https address without query");
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "TwilioSettings[accountSid=" + accountSid + ", apiKey=" + (apiKey == null ? "none" : "given")
                + ", baseUrl=" + baseUrl + "]";
    }
}

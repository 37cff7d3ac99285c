package dev.referee.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Post-call events. Prints without the secret, and without what the address carries behind its path.
 *
 * @param url where they are posted; http or https; null: nothing is posted, the route {@code call-ended} runs all the same
 * @param secret {@code whsec_} and the base64 of 24 to 64 bytes, the key of the signatures; needed with {@code url}
 * @param timeout of one attempt; 100 ms to 60 s
 * @param giveUpAfter for so long an event is tried again; 1 min to 7 days
 * @param giveUpRefusedAfter the same where the receiver refuses it; 1 s to {@code giveUpAfter}
 * @param atOnce attempts of this node at the same time; 1 to 1000
 */
@ConfigurationProperties("referee.events")
public record EventSettings(
        @Nullable String url,
        @Nullable String secret,
        Duration timeout,
        Duration giveUpAfter,
        Duration giveUpRefusedAfter,
        int atOnce) {

    private static final String PREFIX = "referee.events.";
    private static final String WHSEC = "whsec_";

    public EventSettings {
        url = Problems.blankToNull(url);
        secret = Problems.blankToNull(secret);
        Problems problems = new Problems();
        if (url != null) {
            problems.text(
                    PREFIX + "url",
                    url,
                    EventSettings::isAddress,
                    "an http or https address without user and fragment");
            if (secret == null) {
                problems.add(
                        PREFIX + "secret", "is missing: set it to whsec_ and the output of openssl rand -base64 32");
            }
        }
        if (secret != null) {
            problems.text(
                    PREFIX + "secret", secret, EventSettings::isSecret, "whsec_ and the base64 of 24 to 64 bytes");
        }
        Duration most = Duration.ofDays(7);
        Duration least = Duration.ofMinutes(1);
        // a wrong limit is one problem, not two
        Duration longest = giveUpAfter == null || giveUpAfter.compareTo(least) < 0 ? most : giveUpAfter;
        problems.duration(PREFIX + "timeout", timeout, Duration.ofMillis(100), Duration.ofSeconds(60));
        problems.duration(PREFIX + "give-up-after", giveUpAfter, least, most);
        problems.duration(PREFIX + "give-up-refused-after", giveUpRefusedAfter, Duration.ofSeconds(1), longest);
        problems.number(PREFIX + "at-once", atOnce, 1, 1000);
        problems.throwIfAny();
    }

    /** A query is allowed here, for receivers that want a key of theirs in it. */
    private static boolean isAddress(String url) {
        int query = url.indexOf('?');
        try {
            return new URI(url).getRawFragment() == null
                    && Problems.isHttpBase(query < 0 ? url : url.substring(0, query));
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private static boolean isSecret(String secret) {
        try {
            int bytes =
                    secret.startsWith(WHSEC) ? Base64.getDecoder().decode(secret.substring(WHSEC.length())).length : 0;
            return bytes >= 24 && bytes <= 64;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "EventSettings[url=" + (url == null ? "none" : URI.create(url).getRawAuthority()) + "]";
    }
}

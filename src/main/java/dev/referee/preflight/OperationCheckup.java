package dev.referee.preflight;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** What operators need: the admin token, and where post-call events go. */
final class OperationCheckup implements Check {

    @Override
    public String name() {
        return "operation";
    }

    @Override
    public List<Finding> run(Surroundings settings) {
        List<Finding> found = new ArrayList<>();
        if (settings.text("referee.admin.token").isPresent()) {
            found.add(Finding.ok(name(), "/api is open to those who have the admin token"));
        } else if (settings.isTwin()) {
            found.add(Finding.ok(name(), "/api is open to everybody on this machine, under profile twin"));
        } else {
            found.add(Finding.warning(
                    name(),
                    "there is no admin token, so /api answers 403",
                    "set referee.admin.token (REFEREE_ADMIN_TOKEN) to the output of openssl rand -hex 32"));
        }
        found.add(settings.text("referee.events.url")
                .map(this::events)
                .orElseGet(() ->
                        Finding.ok(name(), "post-call events are not posted, for referee.events.url is not set")));
        return found;
    }

    private Finding events(String url) {
        return url.startsWith("https:") || PublicUrlCheckup.isLoopback(host(url))
                ? Finding.ok(name(), "post-call events are posted to " + host(url))
                : Finding.warning(
                        name(),
                        "post-call events are posted to " + host(url) + " without TLS, numbers and all",
                        "give referee.events.url an https address");
    }

    private static String host(String url) {
        try {
            return String.valueOf(URI.create(url).getHost());
        } catch (IllegalArgumentException malformed) {
            return "an address that is none";
        }
    }
}

package dev.referee.preflight;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the public address is fit for the vendors, leads here, and leaves signed requests as they are. */
final class PublicUrlCheckup implements Check {

    static final String NAME = "public-url";

    private final boolean responder;

    /** With a responder of its own for the time of the check, if the port is free. */
    PublicUrlCheckup(boolean responder) {
        this.responder = responder;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Finding> run(Surroundings settings) throws InterruptedException {
        List<String> missing = settings.missing("referee.public-url");
        if (!missing.isEmpty()) {
            return Surroundings.notChecked(NAME, missing);
        }
        String url = settings.base("referee.public-url").orElseThrow();
        String host = host(url);
        if (host == null) {
            return List.of(Finding.error(
                    NAME,
                    "referee.public-url is no address",
                    "set referee.public-url (REFEREE_PUBLIC_URL) to an address such as https://voice.example.com"));
        }
        List<Finding> found = new ArrayList<>();
        found.add(address(url, host, settings.isTwin()));
        Optional<String> token = settings.text("referee.twilio.auth-token");
        if (token.isPresent()) {
            found.addAll(roundTrip(settings, url, token.get()));
        } else {
            found.addAll(Surroundings.notChecked(NAME, List.of("referee.twilio.auth-token")));
        }
        return found;
    }

    private List<Finding> roundTrip(Surroundings settings, String url, String token) throws InterruptedException {
        Optional<Responder> ours = responder ? Responder.open(settings, url, token) : Optional.empty();
        try {
            Finding trip = RoundTrip.run(url, token);
            if (!responder || trip.level() != Finding.Level.OK) {
                return responder && ours.isEmpty()
                        ? List.of(portTaken(trip))
                        : withWebhook(url, trip, ours.isPresent());
            }
            return List.of(
                    ours.isPresent()
                            ? trip
                            : Finding.ok(NAME, trip.what() + " (a running node has the port and answered)"));
        } finally {
            ours.ifPresent(Responder::close);
        }
    }

    private static Finding portTaken(Finding trip) {
        return Finding.warning(
                NAME,
                "the port is taken by another process, whose answer may not be Referee's: " + trip.what(),
                "if a node runs here, ask it by GET /api/preflight; else free the port");
    }

    /** On a running node the path of OpenAI's webhooks is tried, too: an unsigned one must be refused by us. */
    private static List<Finding> withWebhook(String url, Finding trip, boolean standIn) throws InterruptedException {
        if (standIn || trip.level() != Finding.Level.OK) {
            return List.of(trip);
        }
        Http.Answer answer = Http.send(HttpRequest.newBuilder(URI.create(url + "/openai/webhook"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        boolean refused = answer.status() == 400 && answer.body().contains("webhook-signature");
        return List.of(
                trip,
                refused
                        ? Finding.ok(NAME, url + "/openai/webhook leads here")
                        : Finding.error(
                                NAME,
                                url + "/openai/webhook does not lead here: "
                                        + (answer.status() == 0 ? answer.failure() : "it answers " + answer.status()),
                                "let the proxy hand /openai/ to Referee, too"));
    }

    private static Finding address(String url, String host, boolean twin) {
        boolean loopback = isLoopback(host);
        if (loopback) {
            return twin
                    ? Finding.ok(NAME, url + " is on this machine, where the twin is")
                    : Finding.warning(
                            NAME,
                            url + " is on this machine, where neither Twilio nor OpenAI can call",
                            "set referee.public-url (REFEREE_PUBLIC_URL) to an address that the internet reaches");
        }
        if (isPrivate(host)) {
            return Finding.warning(
                    NAME,
                    host + " has a private address, which neither Twilio nor OpenAI can reach",
                    "give it a public address in DNS; if the name means another one outside, this is fine");
        }
        return url.startsWith("https:")
                ? Finding.ok(NAME, url + " uses TLS")
                : Finding.warning(
                        NAME, url + " is http: calls, numbers and signatures go in the clear", "serve it by https");
    }

    private static @Nullable String host(String url) {
        try {
            return URI.create(url).getHost();
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.matches("127\\.[0-9.]+") || host.equals("[::1]");
    }

    private static boolean isPrivate(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isSiteLocalAddress() || address.isLinkLocalAddress() || address.isAnyLocalAddress();
        } catch (UnknownHostException unknown) {
            return false; // the round trip tells
        }
    }
}

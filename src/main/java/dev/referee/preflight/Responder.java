package dev.referee.preflight;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.referee.twilio.CallbackForm;
import dev.referee.twilio.TwilioSignature;
import dev.referee.twilio.UnreadableForm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Stands in for Referee on its own port while the preflight runs and Referee does not: it lets in what is signed, as Referee
 * would, at one path, and nothing else.
 */
final class Responder implements AutoCloseable {

    private final HttpServer server;

    private Responder(HttpServer server) {
        this.server = server;
    }

    /** Opens the port that Referee would; empty if somebody has it, who then may answer himself. */
    static Optional<Responder> open(Surroundings settings, String publicUrl, String authToken) {
        try {
            int port = settings.environment().getProperty("server.port", Integer.class, 8080);
            Optional<String> address = settings.text("server.address");
            InetSocketAddress where = address.isPresent()
                    ? new InetSocketAddress(InetAddress.getByName(address.get()), port)
                    : new InetSocketAddress(port);
            HttpServer server = HttpServer.create(where, 0);
            TwilioSignature signature = new TwilioSignature(authToken);
            server.createContext("/", exchange -> answer(exchange, publicUrl, signature));
            server.start();
            return Optional.of(new Responder(server));
        } catch (IOException | IllegalArgumentException taken) {
            return Optional.empty();
        }
    }

    private static void answer(HttpExchange exchange, String publicUrl, TwilioSignature signature) throws IOException {
        String uri = exchange.getRequestURI().toString();
        byte[] body = exchange.getRequestBody().readNBytes(CallbackForm.BYTES_MAX);
        String shown = exchange.getRequestHeaders().getFirst("X-Twilio-Signature");
        if (!exchange.getRequestURI().getPath().equals(RoundTrip.PATH)) {
            send(exchange, 503, "Referee does not run");
        } else if (!signature.isValid(publicUrl + uri, body, shown)) {
            send(exchange, 403, "not signed by the carrier");
        } else {
            try {
                send(exchange, 200, RoundTrip.echo(CallbackForm.parse(body)));
            } catch (UnreadableForm unreadable) {
                send(exchange, 400, "unreadable");
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package dev.referee.preflight;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.springframework.mock.env.MockEnvironment;

/** Both vendors on loopback, right at first, in which a test bends single answers; and settings that aim at them. */
final class Vendors implements AutoCloseable {

    static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";
    static final String KEY = "sk-hunter2";
    static final String TOKEN = "token-hunter2";

    private static final String RESTS = "/2010-04-01/Accounts/" + ACCOUNT;

    private record Answer(int status, String body) {}

    private final Map<String, Answer> answers = new HashMap<>();
    private final MockEnvironment environment = new MockEnvironment();
    private final HttpServer server;

    Vendors() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(java.util.concurrent.Executors.newCachedThreadPool());
        server.start();
        models(200, "{\"data\":[{\"id\":\"gpt-realtime-2.1\"}]}");
        account(200, "{\"sid\":\"" + ACCOUNT + "\",\"status\":\"active\",\"type\":\"Full\"}");
        numbers(
                200,
                number("+61290000000", url() + "/twiml/inbound", "POST", null, null, url() + "/twilio/caller-leg"));
        permissions(200, "{\"name\":\"Australia\",\"low_risk_numbers_enabled\":true}");
        with("referee.public-url", url())
                .with("referee.openai.api-key", KEY)
                .with("referee.openai.base-url", url() + "/v1")
                .with("referee.openai.webhook-secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .with("referee.openai.project-id", "proj_x")
                .with("referee.twilio.account-sid", ACCOUNT)
                .with("referee.twilio.auth-token", TOKEN)
                .with("referee.twilio.base-url", url())
                .with("referee.agents.default.model", "gpt-realtime-2.1")
                .with("referee.targets.desk.dial[0]", "tel:+61491570006");
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Vendors with(String property, String value) {
        environment.setProperty(property, value);
        return this;
    }

    Vendors models(int status, String body) {
        return answers("/v1/models", status, body);
    }

    Vendors account(int status, String body) {
        return answers(RESTS + ".json", status, body);
    }

    /** The account's numbers, as JSON objects separated by commas. */
    Vendors numbers(int status, String list) {
        return answers(
                RESTS + "/IncomingPhoneNumbers.json",
                status,
                "{\"incoming_phone_numbers\":[" + list + "],\"page\":0,\"page_size\":50,\"uri\":\"/x\"}");
    }

    Vendors permissions(int status, String list) {
        return answers(
                "/v1/DialingPermissions/Countries",
                status,
                "{\"content\":[" + list + "],\"meta\":{\"key\":\"content\",\"page\":0,\"page_size\":50,\"url\":\"/x\","
                        + "\"first_page_url\":\"/x\",\"next_page_url\":null,\"previous_page_url\":null}}");
    }

    Vendors answers(String path, int status, String body) {
        answers.put(path, new Answer(status, body));
        return this;
    }

    Surroundings surroundings() {
        return new Surroundings(environment);
    }

    static String number(
            String number, String voice, String method, String trunk, String application, String statusCallback) {
        return "{\"phone_number\":" + text(number) + ",\"voice_url\":" + text(voice) + ",\"voice_method\":"
                + text(method)
                + ",\"trunk_sid\":" + text(trunk) + ",\"voice_application_sid\":" + text(application)
                + ",\"status_callback\":" + text(statusCallback) + "}";
    }

    private static String text(String value) {
        return value == null ? "null" : "\"" + value + "\"";
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        Answer answer = answers.getOrDefault(exchange.getRequestURI().getPath(), new Answer(404, "{}"));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

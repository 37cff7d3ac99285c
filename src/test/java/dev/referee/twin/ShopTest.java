package dev.referee.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shop that tools can ask. */
class ShopTest {

    private static HttpResponse<String> get(Twin twin, String order) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + twin.port() + "/orders/" + order);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "A-1001, 200, on its way",
        "S-1001, 200, on its way",
        "A-1000, 200, delivered",
        "E-1001, 500, the shop is broken",
        "12, 404, there is no order 12"
    })
    void an_order_always_has_the_same_answer(String order, int status, String words) throws Exception {
        try (Twin twin = Twin.start(TwinOptions.usual())) {
            HttpResponse<String> answer = get(twin, order);

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).contains(words);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, Origin, https://evil.example.com",
        "127.0.0.1, Sec-Fetch-Site, cross-site",
        "evil.example.com, Accept, */*"
    })
    void a_page_in_a_browser_gets_nothing(String host, String header, String value) throws Exception {
        try (Twin twin = Twin.start(TwinOptions.usual());
                Socket socket = new Socket("127.0.0.1", twin.port())) {
            socket.getOutputStream()
                    .write(("GET /orders/A-1001 HTTP/1.1\r\nHost: " + host + "\r\n" + header + ": " + value
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 403");
            assertThat(twin.violations()).isEmpty();
        }
    }

    @Test
    void a_look_up_is_no_complaint() throws Exception {
        try (Twin twin = Twin.start(TwinOptions.usual())) {
            get(twin, "A-1001");

            assertThat(twin.violations()).isEmpty();
        }
    }
}

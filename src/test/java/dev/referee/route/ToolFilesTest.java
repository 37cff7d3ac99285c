package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.referee.tools.ToolComponent;
import dev.referee.tools.ToolRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packed tools, each as it stands in its file; the shop is a stub on loopback. */
class ToolFilesTest {

    @TempDir
    Path folder;

    private final CamelContext camel = new DefaultCamelContext();
    private final ToolRegistry registry = new ToolRegistry();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String page = "{\"status\":200}";
    private HttpServer shop;

    @BeforeEach
    void start() throws Exception {
        shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        shop.createContext("/orders", this::answer);
        shop.start();
        Properties settings = new Properties();
        settings.setProperty(
                "referee.tools.opening-hours.text", "Monday to Friday from 9 to 17, but not at the caller's");
        settings.setProperty("referee.tools.opening-hours.zone", "Australia/Sydney");
        settings.setProperty(
                "referee.tools.order-status.url",
                "http://127.0.0.1:" + shop.getAddress().getPort() + "/orders");
        settings.setProperty("routes.order-status-timeout-ms", "300");
        settings.setProperty(
                "referee.tools.take-note.folder", folder.resolve("notes").toString());
        camel.getPropertiesComponent().setInitialProperties(settings);
        camel.getRegistry().bind("toolHeaders", new ToolHttp().toolHeaders());
        camel.addComponent("tool", new ToolComponent(registry));
        for (String tool : List.of("opening-hours", "order-status", "take-note")) {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.resolveResource(camel, "file:routes/tools/" + tool + ".camel.yaml"));
        }
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        shop.stop(0);
    }

    private void answer(HttpExchange request) throws IOException {
        asked.add(request.getRequestMethod() + " " + request.getRequestURI());
        request.getRequestHeaders().forEach((name, values) -> headers.add(name.toLowerCase(java.util.Locale.ROOT)));
        if (status == 0) {
            return; // never an answer
        }
        byte[] body = page.getBytes(StandardCharsets.UTF_8);
        request.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        request.getResponseBody().write(body);
        request.close();
    }

    private String run(String tool, Map<String, Object> arguments) throws Exception {
        return registry.find(tool)
                .orElseThrow()
                .runner()
                .run(arguments, Map.of("from", "+61400000001", "callId", "rtc_1"));
    }

    @Test
    void opening_hours_are_the_setting_and_the_time_there() throws Exception {
        assertThat(run("opening_hours", Map.of()))
                .matches("Opening hours: Monday to Friday from 9 to 17, but not at the caller's\\. It is now"
                        + " [A-Z][a-z]+day [0-9]{1,2} [A-Z][a-z]+ 20[0-9]{2}, [0-9]{2}:[0-9]{2}\\.");
    }

    @Test
    void an_order_is_looked_up_by_its_number() throws Exception {
        assertThat(run("order_status", Map.of("order_id", "A-1001"))).isEqualTo("{\"status\":200}");

        assertThat(asked).containsExactly("GET /orders/A-1001");
        assertThat(headers).doesNotContain("order_id", "from", "callid");
    }

    @Test
    void an_order_number_cannot_lead_elsewhere() {
        for (String number : List.of("../admin", "A/B", "A?x=1", "A%2e", "", "A B", "{{env:HOME}}")) {
            assertThat(registry.find("order_status")
                            .orElseThrow()
                            .signature()
                            .check(Map.of("order_id", number))
                            .problems())
                    .as(number)
                    .isNotEmpty();
        }
    }

    @Test
    void an_order_that_the_shop_does_not_know_is_an_answer_whatever_page_it_shows() throws Exception {
        status = 404;

        for (int i = 0; i < 6; i++) {
            page = i % 2 == 0 ? "" : "<html>Not found</html>";
            assertThat(run("order_status", Map.of("order_id", "A-1"))).isEqualTo("There is no order A-1.");
        }
        assertThat(asked).hasSize(6);
    }

    @Test
    void a_shop_that_fails_is_told_of_and_left_alone_after_four_times() throws Exception {
        status = 500;

        for (int i = 0; i < 6; i++) {
            assertThat(run("order_status", Map.of("order_id", "A-1"))).isEqualTo("The shop does not answer right now.");
        }
        assertThat(asked).hasSize(4);
    }

    @Test
    void a_shop_that_does_not_answer_is_not_waited_for() throws Exception {
        status = 0;

        assertThat(run("order_status", Map.of("order_id", "A-1"))).isEqualTo("The shop does not answer right now.");
    }

    @Test
    void notes_are_appended_one_a_line_with_time_and_caller() throws Exception {
        assertThat(run("take_note", Map.of("text", "Ring back, please"))).isEqualTo("The note is taken.");
        run("take_note", Map.of("text", "${header.x} {{y}} – ä"));

        assertThat(Files.readAllLines(folder.resolve("notes/notes.txt")))
                .satisfiesExactly(
                        line -> assertThat(line).matches("20[0-9-]{8} [0-9:]{8} \\+61400000001 Ring back, please"),
                        line -> assertThat(line).endsWith(" +61400000001 ${header.x} {{y}} – ä"));
    }
}

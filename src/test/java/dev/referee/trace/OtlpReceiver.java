package dev.referee.trace;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes spans by OTLP over HTTP, as a collector does, and reads as much of the protocol's buffers as tests need. */
final class OtlpReceiver implements AutoCloseable {

    private final HttpServer server;
    private final List<Seen> spans = new CopyOnWriteArrayList<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();

    /** A span as it arrived. */
    record Seen(
            String node,
            String trace,
            String id,
            String parent,
            String name,
            long from,
            long to,
            Map<String, String> attributes,
            List<String> events) {}

    OtlpReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            texts.add(new String(body, StandardCharsets.ISO_8859_1));
            fields(body).forEach(field -> resourceSpans(field.bytes()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    List<Seen> spans() {
        return spans;
    }

    /** All that came, as text. */
    String everything() {
        return String.join("\n", texts);
    }

    private void resourceSpans(byte[] message) {
        String node = "";
        for (Field field : fields(message)) {
            if (field.number() == 1) {
                node = attributes(field.bytes(), 1).getOrDefault("service.instance.id", "");
            }
        }
        for (Field scope : fields(message)) {
            for (Field span : scope.number() == 2 ? fields(scope.bytes()) : List.<Field>of()) {
                if (span.number() == 2) {
                    spans.add(span(node, span.bytes()));
                }
            }
        }
    }

    private static Seen span(String node, byte[] message) {
        Map<Integer, Field> one = new TreeMap<>();
        List<String> events = new ArrayList<>();
        for (Field field : fields(message)) {
            one.putIfAbsent(field.number(), field);
            if (field.number() == 11) {
                fields(field.bytes()).stream()
                        .filter(part -> part.number() == 2)
                        .forEach(part -> events.add(part.text()));
            }
        }
        return new Seen(
                node,
                one.get(1).hex(),
                one.get(2).hex(),
                one.containsKey(4) ? one.get(4).hex() : "",
                one.get(5).text(),
                one.get(7).number64(),
                one.get(8).number64(),
                attributes(message, 9),
                events);
    }

    /** Pairs of a key and a text. */
    private static Map<String, String> attributes(byte[] message, int number) {
        Map<String, String> attributes = new TreeMap<>();
        for (Field pair : fields(message)) {
            if (pair.number() == number) {
                List<Field> parts = fields(pair.bytes());
                List<Field> value = fields(parts.get(1).bytes());
                attributes.put(
                        parts.get(0).text(), value.isEmpty() ? "" : value.get(0).text());
            }
        }
        return attributes;
    }

    private record Field(int number, byte[] bytes) {

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        String hex() {
            return HexFormat.of().formatHex(bytes);
        }

        long number64() {
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        }
    }

    private static List<Field> fields(byte[] message) {
        List<Field> fields = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(message);
        while (rest.hasRemaining()) {
            long key = varint(rest);
            int length =
                    switch ((int) (key & 7)) {
                        case 0 -> {
                            varint(rest);
                            yield 0;
                        }
                        case 1 -> 8;
                        case 2 -> (int) varint(rest);
                        case 5 -> 4;
                        default -> throw new IllegalStateException("no protocol buffer");
                    };
            byte[] bytes = new byte[length];
            rest.get(bytes);
            fields.add(new Field((int) (key >> 3), bytes));
        }
        return fields;
    }

    private static long varint(ByteBuffer rest) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = rest.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

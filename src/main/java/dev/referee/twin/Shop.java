package dev.referee.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A shop that the agent's tools can ask: {@code GET /orders/A-1001}. Every order with a capital and four digits exists and
 * always has the same answer; {@code S-…} is answered slowly, {@code W-…} after half a minute, {@code E-…} with an error.
 */
final class Shop {

    /** The addresses that are the shop's. */
    static final Pattern PATH = Pattern.compile("/orders/([^/]*)");

    private static final Pattern ORDER = Pattern.compile("([A-Z])-([0-9]{4})");
    private static final List<String> STATUS = List.of("being packed", "delivered", "on its way");
    private static final int SLOW_MS = 2_500;
    private static final int VERY_SLOW_MS = 30_000;

    private Shop() {}

    /** Answers a look-up. */
    static void answer(World world, String order, Reply reply) {
        Matcher known = ORDER.matcher(order);
        if (!known.matches()) {
            reply.json(404, Json.object().put("error", "there is no order " + order));
            return;
        }
        switch (known.group(1)) {
            case "E" -> reply.json(500, Json.object().put("error", "the shop is broken"));
            case "S" -> world.loop.after(SLOW_MS, () -> reply.json(200, status(known)));
            case "W" -> world.loop.after(VERY_SLOW_MS, () -> reply.json(200, status(known)));
            default -> reply.json(200, status(known));
        }
    }

    private static ObjectNode status(Matcher order) {
        int number = Integer.parseInt(order.group(2));
        return Json.object()
                .put("order_id", order.group())
                .put("status", STATUS.get(number % STATUS.size()))
                .put("items", 1 + number % 4);
    }
}

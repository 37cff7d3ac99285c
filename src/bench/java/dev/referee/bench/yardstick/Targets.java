package dev.referee.bench.yardstick;

import java.util.List;
import java.util.Map;

/** Where calls can be transferred: what Referee's packed configuration says. */
final class Targets {

    /** The numbers of each target, tried in order. */
    static final Map<String, List<String>> NUMBERS =
            Map.of("front-desk", List.of("+61491570006", "+61491570156"), "sales", List.of("+61491570157"));

    private Targets() {}
}

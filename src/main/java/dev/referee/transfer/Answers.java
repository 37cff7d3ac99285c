package dev.referee.transfer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** How answers of vendors and carriers are written down. */
final class Answers {

    private Answers() {}

    static Fact late(String to, RequestResult result) {
        Map<String, String> detail = detail(result);
        detail.put("effect", "none, too late");
        return new Fact.Noted(Source.TIMER, to + "-answer-ignored", detail);
    }

    static Fact evidence(Source source, String type, RequestResult result) {
        boolean accepted = result instanceof RequestResult.Accepted;
        return new Fact.EvidenceSeen(source, accepted ? Rung.VENDOR_ACCEPTED : null, type, detail(result));
    }

    /** In a fixed order, for people who read the books. */
    private static Map<String, String> detail(RequestResult result) {
        Map<String, String> detail = new LinkedHashMap<>();
        detail.put("answer", result.reason());
        detail.putAll(new TreeMap<>(result.seen()));
        return detail;
    }
}

package dev.referee.transfer;

import java.util.Map;

/** How answers of vendors and carriers are written down. */
final class Answers {

    private Answers() {}

    static Fact late(String to, RequestResult result) {
        return new Fact.Noted(
                Source.TIMER, to + "-answer-ignored", Map.of("answer", result.reason(), "effect", "none, too late"));
    }

    static Fact evidence(Source source, String type, RequestResult result) {
        boolean accepted = result instanceof RequestResult.Accepted;
        return new Fact.EvidenceSeen(
                source, accepted ? Rung.VENDOR_ACCEPTED : null, type, Map.of("answer", result.reason()));
    }
}

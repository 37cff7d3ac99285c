package dev.referee.twin;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The carrier's connection overrides in the fragment of a URL, such as {@code #rc=3&rp=ct,5xx&tt=10000}
 * (facts/twilio-voice.md §1, documented).
 *
 * @param repeats how often a failed request is repeated, 0-5
 * @param policy what counts as failed: ct, rt, 4xx, 5xx or all
 * @param totalMs the time for one answer
 */
record Overrides(int repeats, Set<String> policy, long totalMs) {

    private static final int TOTAL_MAX_MS = 15_000;

    static Overrides of(String url) {
        Map<String, String> found = new HashMap<>();
        int hash = url.indexOf('#');
        for (String pair : hash < 0 ? new String[0] : url.substring(hash + 1).split("&")) {
            String[] both = pair.split("=", 2);
            found.put(both[0], both.length > 1 ? both[1] : "");
        }
        return new Overrides(
                number(found, "rc", 1, 5),
                Set.of(found.getOrDefault("rp", "ct").split(",")),
                Math.min(
                        number(found, "tt", TOTAL_MAX_MS, TOTAL_MAX_MS),
                        number(found, "rt", TOTAL_MAX_MS, TOTAL_MAX_MS)));
    }

    private static int number(Map<String, String> found, String key, int usual, int max) {
        try {
            return Math.max(0, Math.min(max, Integer.parseInt(found.getOrDefault(key, ""))));
        } catch (NumberFormatException e) {
            return usual;
        }
    }

    boolean repeats(Poster.Answer answer) {
        String failure =
                switch (answer.status() / 100) {
                    case 0 -> answer.body().startsWith("refused") ? "ct" : "rt";
                    case 4 -> "4xx";
                    case 5 -> "5xx";
                    default -> "";
                };
        return policy.contains(failure) || (!failure.isEmpty() && policy.contains("all"));
    }
}

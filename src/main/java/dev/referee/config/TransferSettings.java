package dev.referee.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of a transfer (contract §3 and §5). A value outside its range stops the start.
 *
 * @param evidenceTimeout from the answer of /refer to proof that it is on the wire; 50 ms to 60 s
 * @param redirectTimeout from the REST 200 to the fetch of the target's TwiML, then release; 50 ms to 60 s
 * @param releaseTimeout from the hang-up of the agent's leg to Dial's action; 50 ms to 60 s
 * @param ringTimeout how long one number rings; 1 s to 10 min; the carrier adds about 5 s
 * @param speechTimeout how long a transfer waits for the agent's sentence to be played; 0 to 60 s
 * @param bridgeHold how long an answered leg must stay up to count as bridged; 0 to 60 s
 * @param returnTimeout for the caller's way back to an agent; 1 s to 10 min
 * @param lifecycleEvents type of a sideband event to the rung it proves, or to {@code refused}; OpenAI documents none
 *     today (facts/openai-realtime-sip.md §3.2). A type may be written with or without brackets in YAML; only
 *     {@code "[a_b]"} keeps characters other than letters, digits, {@code -} and {@code .}
 */
public record TransferSettings(
        Duration evidenceTimeout,
        Duration redirectTimeout,
        Duration releaseTimeout,
        Duration ringTimeout,
        Duration speechTimeout,
        Duration bridgeHold,
        Duration returnTimeout,
        Map<String, String> lifecycleEvents) {

    private static final String PREFIX = "referee.transfer.";
    private static final Set<String> RUNGS =
            Set.of("requested", "vendor-accepted", "on-wire", "ringing", "answered", "bridged", "refused");

    /** As many characters as the ledger keeps of a type. */
    private static final int TYPE_MAX = 100;

    public TransferSettings {
        lifecycleEvents = copy(lifecycleEvents);
    }

    private static Map<String, String> copy(@Nullable Map<String, String> events) {
        return events == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(events));
    }

    void check(Problems problems) {
        Duration blink = Duration.ofMillis(50);
        Duration minute = Duration.ofMinutes(1);
        problems.duration(PREFIX + "evidence-timeout", evidenceTimeout, blink, minute);
        problems.duration(PREFIX + "redirect-timeout", redirectTimeout, blink, minute);
        problems.duration(PREFIX + "release-timeout", releaseTimeout, blink, minute);
        problems.duration(PREFIX + "ring-timeout", ringTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10));
        problems.duration(PREFIX + "speech-timeout", speechTimeout, Duration.ZERO, minute);
        problems.duration(PREFIX + "bridge-hold", bridgeHold, Duration.ZERO, minute);
        problems.duration(PREFIX + "return-timeout", returnTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10));
        lifecycleEvents.forEach((type, rung) -> {
            if (type.length() > TYPE_MAX) {
                problems.add(PREFIX + "lifecycle-events." + type, "is longer than " + TYPE_MAX + " characters");
            }
            if (!RUNGS.contains(rung)) {
                problems.add(
                        PREFIX + "lifecycle-events." + type,
                        "is \"" + rung + "\": it must be one of requested, vendor-accepted, on-wire, ringing, answered,"
                                + " bridged, refused");
            }
        });
    }
}

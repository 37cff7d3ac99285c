package dev.referee.config;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.TimeZone;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the tools that are packed, in {@code routes/tools/}. Tools of your own have theirs under names of your own.
 *
 * @param openingHours of the tool {@code opening_hours}
 * @param orderStatus of the tool {@code order_status}
 * @param takeNote of the tool {@code take_note}
 */
@ConfigurationProperties("referee.tools")
public record ToolSettings(OpeningHours openingHours, OrderStatus orderStatus, TakeNote takeNote) {

    private static final String PREFIX = "referee.tools.";

    /**
     * When somebody is there.
     *
     * @param text as the agent may say it
     * @param zone time zone, such as {@code Australia/Sydney}, in which the agent is told the time
     */
    public record OpeningHours(String text, String zone) {}

    /**
     * Where orders are looked up.
     *
     * @param url answers {@code GET url/order_id} with JSON or a text; http or https, without slash at the end
     * @param timeout of one look-up; 100 ms to 60 s
     */
    public record OrderStatus(String url, Duration timeout) {}

    /**
     * Where notes are kept.
     *
     * @param folder its file notes.txt gets a line for each note; made when needed
     */
    public record TakeNote(String folder) {}

    public ToolSettings {
        Problems problems = new Problems();
        if (openingHours == null) {
            problems.missing(PREFIX + "opening-hours");
        } else {
            problems.text(PREFIX + "opening-hours.text", openingHours.text(), text -> true, "a text");
            problems.text(
                    PREFIX + "opening-hours.zone",
                    openingHours.zone(),
                    ToolSettings::isZone,
                    "the name of a time zone, such as Australia/Sydney");
        }
        if (orderStatus == null) {
            problems.missing(PREFIX + "order-status");
        } else {
            problems.text(
                    PREFIX + "order-status.url",
                    orderStatus.url(),
                    url -> Problems.isHttpBase(url) && !url.endsWith("/"),
                    "an http or https address without query, fragment or slash at the end");
            problems.duration(
                    PREFIX + "order-status.timeout",
                    orderStatus.timeout(),
                    Duration.ofMillis(100),
                    Duration.ofMinutes(1));
        }
        if (takeNote == null) {
            problems.missing(PREFIX + "take-note");
        } else {
            problems.text(PREFIX + "take-note.folder", takeNote.folder(), text -> true, "a folder");
        }
        problems.throwIfAny();
    }

    /** By its name: the route's language takes an offset such as {@code UTC+10} for Greenwich, without a word. */
    private static boolean isZone(String zone) {
        return ZoneId.getAvailableZoneIds().contains(zone)
                && List.of(TimeZone.getAvailableIDs()).contains(zone);
    }
}

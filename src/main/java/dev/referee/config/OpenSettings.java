package dev.referee.config;

import dev.referee.transfer.Opening;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;

/**
 * When a target is open.
 *
 * @param zone the time zone of hours and holidays, such as {@code Australia/Sydney}
 * @param hours 1 to 50 ranges of days and hours, such as {@code mon-fri 09:00-17:00} or {@code fri 22:00-02:00}, which ends
 *     on Saturday
 * @param holidays days on which it does not open, such as {@code 2026-12-25}; at most 500
 */
public record OpenSettings(String zone, List<String> hours, List<String> holidays) {

    public OpenSettings {
        zone = zone == null ? "" : zone.strip();
        hours = hours == null ? List.of() : List.copyOf(hours);
        holidays = holidays == null ? List.of() : List.copyOf(holidays);
    }

    /** The same for the core; only after {@link #check} found nothing. */
    public Opening opening() {
        return new Opening(
                ZoneId.of(zone),
                hours.stream().map(Opening.Hours::parse).toList(),
                holidays.stream().map(day -> LocalDate.parse(day.strip())).collect(Collectors.toSet()));
    }

    void check(String prefix, Problems problems) {
        try {
            ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            problems.add(
                    prefix + ".zone",
                    "is \"" + zone
                            + "\": it must be the name of a time zone, such as Australia/Sydney or Europe/Berlin");
        }
        if (hours.isEmpty() || hours.size() > 50) {
            problems.add(
                    prefix + ".hours",
                    "has " + hours.size() + " entries: give 1 to 50, such as mon-fri 09:00-17:00, or leave open out");
        }
        for (int i = 0; i < hours.size(); i++) {
            try {
                Opening.Hours.parse(hours.get(i));
            } catch (IllegalArgumentException malformed) {
                problems.add(prefix + ".hours[" + i + "]", "is \"" + hours.get(i) + "\": " + malformed.getMessage());
            }
        }
        if (holidays.size() > 500) {
            problems.add(prefix + ".holidays", "has " + holidays.size() + " entries: give at most 500");
        }
        for (int i = 0; i < holidays.size(); i++) {
            try {
                LocalDate.parse(holidays.get(i).strip());
            } catch (DateTimeException malformed) {
                problems.add(
                        prefix + ".holidays[" + i + "]",
                        "is \"" + holidays.get(i) + "\": write a day that exists as year, month and day, such as"
                                + " 2026-12-25");
            }
        }
    }
}

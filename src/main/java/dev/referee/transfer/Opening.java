package dev.referee.transfer;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a target can be reached, by the clock on its wall: summer time moves nothing. Immutable.
 *
 * @param zone where the clock hangs
 * @param hours the times it is open; never empty
 * @param holidays days on which nothing opens; what was opened the day before still closes at its hour
 */
public record Opening(ZoneId zone, List<Hours> hours, Set<LocalDate> holidays) {

    /** Keeps its own copies. */
    public Opening {
        hours = List.copyOf(hours);
        holidays = Set.copyOf(holidays);
    }

    /** Whether it is open at this moment. */
    public boolean isOpen(Instant at) {
        ZonedDateTime there = at.atZone(zone);
        LocalDate today = there.toLocalDate();
        LocalTime clock = there.toLocalTime();
        return hours.stream()
                .anyMatch(range -> opens(range, today) && range.isOpenOnItsDay(clock)
                        || opens(range, today.minusDays(1)) && range.isOpenTheNextDay(clock));
    }

    private boolean opens(Hours range, LocalDate day) {
        return range.days().contains(day.getDayOfWeek()) && !holidays.contains(day);
    }

    /**
     * One range of hours.
     *
     * @param days the days on which it begins
     * @param from when it opens, included
     * @param to when it closes, excluded; null for midnight; not after {@code from} means on the next day
     */
    public record Hours(
            Set<DayOfWeek> days, LocalTime from, @Nullable LocalTime to) {

        private static final Pattern FORM =
                Pattern.compile("([a-z,-]+)\\s+(\\d{1,2}:\\d{2})\\s*-\\s*(\\d{1,2}:\\d{2})");
        private static final List<String> NAMES = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

        /** Keeps its own copy. */
        public Hours {
            days = Set.copyOf(days);
        }

        /**
         * Reads {@code mon-fri 09:00-17:00}, {@code sat,sun 10:00-12:00} or {@code fri 22:00-02:00}, which ends on Saturday.
         *
         * @throws IllegalArgumentException saying what is wrong and how to write it
         */
        public static Hours parse(String text) {
            Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
            if (!form.matches()) {
                throw new IllegalArgumentException("write days and hours, such as mon-fri 09:00-17:00");
            }
            LocalTime from = time(form.group(2));
            LocalTime to = time(form.group(3));
            if (from == null) {
                throw new IllegalArgumentException("a day begins at 00:00, not at 24:00");
            }
            if (from.equals(to)) {
                throw new IllegalArgumentException("it closes when it opens: for a whole day write 00:00-24:00");
            }
            return new Hours(days(form.group(1)), from, to);
        }

        private static Set<DayOfWeek> days(String text) {
            Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
            for (String part : text.split(",", -1)) {
                String[] ends = part.split("-", -1);
                if (ends.length > 2) {
                    throw new IllegalArgumentException("\"" + part + "\" is no range of days: write mon-fri");
                }
                DayOfWeek day = day(ends[0]);
                DayOfWeek last = day(ends[ends.length - 1]);
                days.add(day);
                while (day != last) {
                    day = day.plus(1);
                    days.add(day);
                }
            }
            return days;
        }

        private static DayOfWeek day(String name) {
            int index = NAMES.indexOf(name);
            if (index < 0) {
                throw new IllegalArgumentException("\"" + name + "\" is no day: write " + String.join(", ", NAMES));
            }
            return DayOfWeek.of(index + 1);
        }

        /** Null for 24:00. */
        private static @Nullable LocalTime time(String text) {
            int hour = Integer.parseInt(text.substring(0, text.indexOf(':')));
            int minute = Integer.parseInt(text.substring(text.indexOf(':') + 1));
            if (hour == 24 && minute == 0) {
                return null;
            }
            if (hour > 23 || minute > 59) {
                throw new IllegalArgumentException("\"" + text + "\" is no time of day: write 00:00 to 24:00");
            }
            return LocalTime.of(hour, minute);
        }

        private boolean isOvernight() {
            return to != null && to.isBefore(from);
        }

        boolean isOpenOnItsDay(LocalTime clock) {
            return !clock.isBefore(from) && (to == null || isOvernight() || clock.isBefore(to));
        }

        boolean isOpenTheNextDay(LocalTime clock) {
            return isOvernight() && clock.isBefore(to);
        }
    }
}

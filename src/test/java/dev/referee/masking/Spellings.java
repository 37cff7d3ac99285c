package dev.referee.masking;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Phone numbers as people, models and clients spell them, and what has as many digits and is none. */
final class Spellings {

    private static final List<String> BEGINNINGS =
            List.of("+", "00", "0", "(0", "(+", "+ ", "tel:+", "tel:0", "%2B", "%2b", "%252B", "\uff0b");

    private static final List<String> JOINTS = List.of(
            " ",
            " ",
            "-",
            ".",
            "/",
            "",
            "  ",
            " - ",
            ") ",
            "(0)",
            ")-",
            ", ",
            "_",
            "\u00a0",
            "\u202f",
            "\u2009",
            "\u2013",
            "\u2011",
            "\u2212",
            "\u200b",
            "\t",
            "\n",
            "%20",
            "%2D",
            "%C2%A0",
            "%E2%80%91",
            "\uff0d",
            "\u00b7",
            "'");

    private static final List<String> ZEROES =
            List.of("0", "0", "0", "\uff10", "\u0660", "\u06f0", "\u0966", "\u0e50", "\ud835\udfce");

    private Spellings() {}

    /** The same numbers for the same seed. */
    static Stream<String> numbers(long seed, int count) {
        Random random = new Random(seed);
        return Stream.generate(() -> number(random)).limit(count);
    }

    /** Texts without a number; the same for the same seed. */
    static Stream<String> others(long seed, int count) {
        Random random = new Random(seed);
        return Stream.generate(() -> Stream.generate(() -> other(random))
                        .limit(1 + random.nextInt(6))
                        .collect(Collectors.joining(random.nextBoolean() ? ", " : " and ")))
                .limit(count);
    }

    private static String number(Random random) {
        int zero = any(random, ZEROES).codePointAt(0);
        String joint = any(random, JOINTS);
        StringBuilder text = new StringBuilder(any(random, BEGINNINGS));
        int digits = 9 + random.nextInt(5);
        for (int i = 0; i < digits; i++) {
            boolean joins = i > 0 && random.nextInt(3) == 0;
            text.append(joins ? random.nextInt(4) > 0 ? joint : any(random, JOINTS) : "");
            text.appendCodePoint(zero + (i == 0 ? 1 + random.nextInt(9) : random.nextInt(10)));
        }
        return text.toString();
    }

    private static String other(Random random) {
        return switch (random.nextInt(19)) {
            case 0 -> time(random);
            case 1 -> date(random);
            case 2 -> date(random) + "T" + time(random) + "." + digits(random, 1 + random.nextInt(9)) + "Z";
            case 3 -> date(random) + " " + time(random);
            case 4 ->
                format("%02d.%02d.%d %02d:%02d", day(random), month(random), year(random), 12, random.nextInt(60));
            case 5 -> "rtc_" + digits(random, 20);
            case 6 -> "CA" + hex(random) + hex(random);
            case 7 -> new UUID(random.nextLong(), random.nextLong()).toString();
            case 8 -> "c-" + Long.toString(Math.abs(random.nextLong()), 32);
            case 9 -> "t-" + digits(random, 8) + Long.toString(Math.abs(random.nextLong()), 32);
            case 10 -> "00-" + hex(random) + hex(random) + "f-" + hex(random) + "e-01";
            case 11 -> format("%,.2f", random.nextDouble() * 1e9);
            case 12 -> format("%.2f %s", random.nextDouble() * 1e8, "USD");
            case 13 -> format("%d %03d.%02d EUR", 1 + random.nextInt(999), random.nextInt(1000), random.nextInt(100));
            case 14 -> address(random) + ":" + (1024 + random.nextInt(60_000));
            case 15 -> format("%d.%d.%d", random.nextInt(30), random.nextInt(100), random.nextInt(1000));
            case 16 -> random.nextInt(Integer.MAX_VALUE) + " bytes";
            case 17 -> format("+%d.%03ds", random.nextInt(20_000), random.nextInt(1000));
            default -> "B-" + random.nextInt(1000);
        };
    }

    private static String time(Random random) {
        return format("%02d:%02d:%02d", random.nextInt(24), random.nextInt(60), random.nextInt(60));
    }

    private static String date(Random random) {
        return format("%d-%02d-%02d", year(random), month(random), day(random));
    }

    private static int year(Random random) {
        return 1990 + random.nextInt(60);
    }

    private static int month(Random random) {
        return 1 + random.nextInt(12);
    }

    private static int day(Random random) {
        return 1 + random.nextInt(28);
    }

    private static String address(Random random) {
        return Stream.generate(() -> String.valueOf(random.nextInt(256)))
                .limit(4)
                .collect(Collectors.joining("."));
    }

    private static String digits(Random random, int count) {
        return Stream.generate(() -> String.valueOf(random.nextInt(10)))
                .limit(count)
                .collect(Collectors.joining());
    }

    private static String hex(Random random) {
        return format("%016x", random.nextLong());
    }

    private static String format(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }

    private static String any(Random random, List<String> all) {
        return all.get(random.nextInt(all.size()));
    }
}

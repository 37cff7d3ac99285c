package dev.referee.masking;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Texts of random parts, from which numbers, addresses and secrets come about, whole and nearly. */
final class Texts {

    private static final int PARTS_MAX = 14;

    private static final List<String> PARTS = List.of(
            "0",
            "7",
            "61",
            "491",
            "57000",
            "12345678",
            "+",
            "+61491570006",
            "00000000000000000",
            " ",
            "  ",
            "\n",
            "\t",
            "-",
            "_",
            ".",
            "…",
            ",",
            ";",
            ">",
            "<",
            "\"",
            "=",
            ":",
            "/",
            "@",
            "a",
            "Z",
            "é",
            "ſ",
            "K",
            "٣",
            "１",
            "😀",
            "to=tel:",
            "sip",
            "sip:",
            "sips:",
            "SIP:",
            "anna",
            "@example.com",
            "s",
            "sk-",
            "sk",
            "task-",
            "whsec_",
            "whsec",
            "Bearer ",
            "BEARER",
            "bearer ",
            "basic ",
            "Basic",
            "ba\u017fic ",
            "abcdefgh",
            "A1b2C3d4",
            "ab+/=~._",
            "CA0123456789abcdef");

    private Texts() {}

    /** The same texts for the same seed. */
    static Stream<String> random(long seed, int count) {
        Random random = new Random(seed);
        return Stream.generate(() -> text(random)).limit(count);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int parts = random.nextInt(PARTS_MAX); parts > 0; parts--) {
            text.append(random.nextInt(4) == 0 ? digits(random) : PARTS.get(random.nextInt(PARTS.size())));
        }
        return text.toString();
    }

    private static String digits(Random random) {
        StringBuilder digits = new StringBuilder();
        for (int count = random.nextInt(20); count > 0; count--) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }
}

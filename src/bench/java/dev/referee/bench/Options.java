package dev.referee.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was ordered on the command line: names of parts, and {@code --option=value}.
 *
 * @param parts to run, in their order
 * @param given options by name
 */
record Options(List<String> parts, Map<String, String> given) {

    private static final Map<String, String> USUAL = Map.ofEntries(
            Map.entry("runs", "1"),
            Map.entry("gateways", "yardstick,h2,postgresql"),
            Map.entry("rate", "60"),
            Map.entry("warm-up", "240"),
            Map.entry("windows", "5"),
            Map.entry("seconds", "20"),
            Map.entry("steps", "20,40,60,80,100,120,150,200"),
            Map.entry("step-seconds", "10"),
            Map.entry("held", "5000"),
            Map.entry("rates", "10,20,40,60,80,100,150,200"),
            Map.entry("in-progress", "10,100,1000,5000"),
            Map.entry("history", "0,100000,1000000"),
            Map.entry("jvm", "-Xmx1g"),
            Map.entry("cache", "no"),
            Map.entry("java", System.getProperty("java.home")));

    private static final List<String> NUMBERS =
            List.of("runs", "rate", "warm-up", "windows", "seconds", "step-seconds", "held");
    private static final List<String> LISTS = List.of("steps", "rates", "in-progress", "history");

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if one is unknown or its value makes no sense; says which there are
     */
    static Options of(String... arguments) {
        Map<String, String> given = new LinkedHashMap<>();
        List<String> parts = Arrays.stream(arguments)
                .filter(each -> !each.isBlank())
                .filter(each -> !option(each, given))
                .toList();
        Set<String> unknown = new TreeSet<>(given.keySet());
        unknown.removeAll(USUAL.keySet());
        unknown.remove("jar");
        unknown.remove("folder");
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "no such option: " + unknown + "; there are " + new TreeSet<>(USUAL.keySet()));
        }
        Options options = new Options(parts, Map.copyOf(given));
        options.gateways();
        NUMBERS.forEach(options::number);
        LISTS.forEach(options::numbers);
        if (options.held() <= IdleCalls.FEW) {
            throw new IllegalArgumentException("--held=" + options.held() + ": more than " + IdleCalls.FEW
                    + " are wanted, for what those beyond add is told");
        }
        return options;
    }

    private static boolean option(String argument, Map<String, String> given) {
        if (!argument.startsWith("--")) {
            return false;
        }
        int equals = argument.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException(argument + " wants a value: " + argument + "=…");
        }
        given.put(argument.substring(2, equals), argument.substring(equals + 1));
        return true;
    }

    private String text(String name) {
        return given.getOrDefault(name, USUAL.getOrDefault(name, ""));
    }

    private int number(String name) {
        return number(name, text(name));
    }

    private static int number(String name, String text) {
        try {
            return Integer.parseUnsignedInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + "=" + text + ": a whole number is wanted");
        }
    }

    private List<Integer> numbers(String name) {
        return Arrays.stream(text(name).split(","))
                .filter(each -> !each.isBlank())
                .map(each -> number(name, each))
                .toList();
    }

    int runs() {
        return number("runs");
    }

    List<Kind> gateways() {
        return Arrays.stream(text("gateways").split(","))
                .map(name -> Arrays.stream(Kind.values())
                        .filter(kind -> kind.name().equalsIgnoreCase(name.strip()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no such gateway: " + name + "; there are "
                                + Arrays.toString(Kind.values()).toLowerCase(Locale.ROOT))))
                .toList();
    }

    /** Calls a second at which costs are compared. */
    int rate() {
        return number("rate");
    }

    Duration warmUp() {
        return Duration.ofSeconds(number("warm-up"));
    }

    /** How often it is measured in a row, in the same warm process. */
    int windows() {
        return number("windows");
    }

    Duration measured() {
        return Duration.ofSeconds(number("seconds"));
    }

    /** Calls a second that are tried one after the other. */
    List<Integer> steps() {
        return numbers("steps");
    }

    /** Calls a second by which the cost is told. */
    List<Integer> rates() {
        return numbers("rates");
    }

    /** Calls in progress by which the cost is told. */
    List<Integer> inProgress() {
        return numbers("in-progress");
    }

    /** Finished calls in the ledger by which the cost is told, ascending: a ledger is only filled further. */
    List<Integer> history() {
        return numbers("history").stream().sorted().toList();
    }

    Duration step() {
        return Duration.ofSeconds(number("step-seconds"));
    }

    /** Calls in progress for the memory of an idle call. */
    int held() {
        return number("held");
    }

    /** Options of the gateway's virtual machine. */
    List<String> jvm() {
        return Arrays.stream(text("jvm").split(" "))
                .filter(each -> !each.isBlank())
                .toList();
    }

    /** Whether the jar starts with the archive that {@code deploy/aot-cache.sh} makes. */
    boolean cached() {
        return text("cache").equals("yes");
    }

    Path java() {
        return Path.of(text("java"));
    }

    /** The packed jar, or the one of an extracted folder. */
    Path jar() {
        return Path.of(given.getOrDefault("jar", System.getProperty("bench.jar", "target/referee.jar")))
                .toAbsolutePath();
    }

    /** For databases, logs and whatever else is left. */
    Path folder() {
        return Path.of(given.getOrDefault("folder", "target/bench")).toAbsolutePath();
    }
}

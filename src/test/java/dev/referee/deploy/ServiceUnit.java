package dev.referee.deploy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The unit for systemd, line by line. */
final class ServiceUnit {

    static final Path FILE = Path.of("deploy/systemd/referee.service");

    private ServiceUnit() {}

    /** All values of a key, in their order. */
    static List<String> all(String key) {
        return Shipped.read(FILE)
                .lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
    }

    static String the(String key) {
        List<String> values = all(key);
        if (values.size() != 1) {
            throw new AssertionError(key + " stands there " + values.size() + " times");
        }
        return values.get(0);
    }

    static Duration seconds(String key) {
        return Duration.ofSeconds(Long.parseLong(the(key)));
    }

    static List<String> command() {
        return List.of(the("ExecStart").split(" "));
    }
}

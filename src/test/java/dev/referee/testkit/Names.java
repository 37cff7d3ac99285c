package dev.referee.testkit;

import dev.referee.config.RefereeSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Numbers by the words of the settings: {@code front-desk} is the first number of that target, {@code front-desk #2} its
 * second. A number that no target has is its own name.
 */
final class Names {

    private final RefereeSettings settings;

    Names(RefereeSettings settings) {
        this.settings = settings;
    }

    /** The addresses of a target, as they are dialled; a number or SIP address stands for itself. */
    List<String> addresses(String name) {
        if (name.startsWith("+") || name.startsWith("sip:")) {
            return List.of(name);
        }
        var target = settings.targets().get(name);
        if (target == null) {
            throw new IllegalArgumentException("target '" + name + "' is not one of "
                    + settings.targets().keySet().stream().sorted().collect(Collectors.joining(", "))
                    + "; give one of these, or a number such as +61491570006");
        }
        return target.dial().stream().map(Names::bare).toList();
    }

    /** The name of a number that rang. */
    String of(String number) {
        Map<String, String> known = new LinkedHashMap<>();
        settings.targets().forEach((name, target) -> {
            for (int i = 0; i < target.dial().size(); i++) {
                known.putIfAbsent(bare(target.dial().get(i)), i == 0 ? name : name + " #" + (i + 1));
            }
        });
        return known.getOrDefault(bare(number), number);
    }

    private static String bare(String address) {
        return address.startsWith("tel:") ? address.substring("tel:".length()) : address;
    }
}

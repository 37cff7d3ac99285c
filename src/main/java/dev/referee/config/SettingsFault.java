package dev.referee.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.origin.TextResourceOrigin;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Where in the settings' files a mistake stands. */
final class SettingsFault {

    private static final Pattern FILE = Pattern.compile("\\[([^\\[\\]]+\\.ya?ml)]");

    private SettingsFault() {}

    /** A setting that was read. */
    static SettingsFiles.Place place(TextResourceOrigin origin, String what) {
        String file = FILE.matcher(origin.getResource().getDescription())
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElse(origin.getResource().getDescription());
        return new SettingsFiles.Place(
                file, origin.getLocation() == null ? 0 : origin.getLocation().getLine() + 1, what);
    }

    /** A file that could not be read. */
    static SettingsFiles.Place place(Throwable failure) {
        String file = "";
        for (Throwable at = failure; at != null; at = at.getCause()) {
            Matcher matcher = FILE.matcher(String.valueOf(at.getMessage()));
            if (matcher.find()) {
                file = matcher.group(1);
            }
            if (at instanceof MarkedYAMLException broken && broken.getProblemMark() != null) {
                return new SettingsFiles.Place(
                        file,
                        broken.getProblemMark().getLine() + 1,
                        "is no YAML: " + broken.getProblem() + "; look at indentation, quotes and colons here");
            }
        }
        return new SettingsFiles.Place(file, 0, "cannot be read: " + failure.getMessage());
    }
}

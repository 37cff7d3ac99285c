package dev.referee.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** A settings file that is no YAML: Spring says the line, but not the file. */
final class BrokenSettings {

    private final List<Path> folders;

    /** Looks for the file in these folders, where Spring looks. */
    BrokenSettings(List<Path> folders) {
        this.folders = folders;
    }

    /** One line with file, line and remedy; empty if the failure is another. */
    Optional<String> line(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof MarkedYAMLException) {
                SettingsFiles.Place place = SettingsFault.place(failure);
                String file = place.file().isEmpty() ? file().orElse("a settings file") : place.file();
                return Optional.of(file + ":" + place.line() + ": " + place.what());
            }
        }
        return Optional.empty();
    }

    private Optional<String> file() {
        return folders.stream()
                .flatMap(BrokenSettings::files)
                .filter(BrokenSettings::isBroken)
                .map(Path::toString)
                .findFirst();
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all
                    .filter(file -> file.getFileName().toString().matches("application.*\\.ya?ml"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException none) {
            return Stream.empty();
        }
    }

    private static boolean isBroken(Path file) {
        try (Reader text = Files.newBufferedReader(file)) {
            new Yaml().composeAll(text).forEach(document -> {});
            return false;
        } catch (MarkedYAMLException broken) {
            return true;
        } catch (IOException unreadable) {
            return false;
        }
    }
}

package dev.referee.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A folder whose files are watched, with its sub-folders. Looks at every file at each turn instead of asking the system to
 * tell: that costs nothing for a few files, takes in whatever way an editor saves (in place, by renaming, several at once),
 * and works on every file system.
 *
 * @param path the folder; it may come and go
 * @param deep whether sub-folders belong to it
 * @param wanted by file name, so that an editor's own files don't count
 */
record WatchedFolder(Path path, boolean deep, Predicate<String> wanted) {

    /** Changes whenever a file does. */
    String stamp() {
        StringBuilder stamp = new StringBuilder();
        for (Path file : files()) {
            try {
                stamp.append(file)
                        .append('|')
                        .append(Files.readAttributes(file, "lastModifiedTime,size,fileKey"))
                        .append('\n');
            } catch (IOException gone) {
                stamp.append(file).append("|gone\n");
            }
        }
        return stamp.toString();
    }

    /** The text of each file by its name, which starts with the folder's. */
    Map<String, String> read() {
        Map<String, String> texts = new TreeMap<>();
        for (Path file : files()) {
            try {
                texts.put(name(file), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            } catch (NoSuchFileException gone) {
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return texts;
    }

    private String name(Path file) {
        Path folder = path.toAbsolutePath().normalize();
        Path parent = folder.getParent();
        Path relative = (parent == null ? folder : parent)
                .relativize(file.toAbsolutePath().normalize());
        return relative.toString().replace('\\', '/');
    }

    private Iterable<Path> files() {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(path, deep ? 8 : 1)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> wanted.test(file.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

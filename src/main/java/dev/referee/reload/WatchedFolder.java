package dev.referee.reload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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

    private static final int DEPTH_MAX = 8;

    /** Changes whenever a file does. */
    String stamp() {
        StringBuilder stamp = new StringBuilder();
        for (Path file : files(new ArrayList<>())) {
            try {
                stamp.append(file)
                        .append('|')
                        .append(Files.readAttributes(file, "lastModifiedTime,size,fileKey"))
                        .append(Files.isReadable(file))
                        .append('\n');
            } catch (IOException gone) {
                stamp.append(file).append("|gone\n");
            }
        }
        return stamp.toString();
    }

    /** The text of each file by its name, which starts with the folder's; what cannot be read is a problem. */
    Map<String, String> read(List<EditProblem> unreadable) {
        Map<String, String> texts = new TreeMap<>();
        for (Path file : files(unreadable)) {
            try {
                texts.put(name(file), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            } catch (NoSuchFileException gone) {
                continue;
            } catch (IOException e) {
                unreadable.add(unreadable(file, e));
            }
        }
        return texts;
    }

    private EditProblem unreadable(Path file, IOException why) {
        return new EditProblem(
                name(file),
                0,
                "cannot be read (" + why.getClass().getSimpleName() + "): let the user that runs this program read it");
    }

    private String name(Path file) {
        Path folder = path.toAbsolutePath().normalize();
        Path parent = folder.getParent();
        Path relative = (parent == null ? folder : parent)
                .relativize(file.toAbsolutePath().normalize());
        return relative.toString().replace('\\', '/');
    }

    /**
     * Sorted. Links are followed, to folders too, for in a mounted ConfigMap everything is a link. Folders whose names start
     * with a dot hold what is not meant, such as the copies that those links lead to.
     */
    private List<Path> files(List<EditProblem> unreadable) {
        List<Path> found = new ArrayList<>();
        Path root = path.resolve(".");
        if (!Files.isDirectory(root)) {
            return found;
        }
        try {
            Files.walkFileTree(
                    root, Set.of(FileVisitOption.FOLLOW_LINKS), deep ? DEPTH_MAX : 1, new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                            boolean hidden = !folder.equals(root)
                                    && folder.getFileName().toString().startsWith(".");
                            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                            if (wanted.test(file.getFileName().toString()) && Files.isRegularFile(file)) {
                                found.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException why) {
                            if (!(why instanceof NoSuchFileException || why instanceof FileSystemLoopException)) {
                                unreadable.add(unreadable(file, why));
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) {
                            return FileVisitResult.CONTINUE; // it went away while we looked: the next turn sees that
                        }
                    });
        } catch (IOException e) {
            unreadable.add(unreadable(root, e));
        }
        Collections.sort(found);
        return found;
    }
}

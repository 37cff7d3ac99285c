package dev.referee.reload;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.system.ApplicationHome;

/**
 * Where routes come from: the packed files, and over them those of a folder, which replace packed ones of the same relative
 * path and add to the others. A file that holds {@code []} has no routes, so it takes away those of the packed one. Thread-safe.
 */
final class RouteFiles {

    static final String SUFFIX = ".camel.yaml";

    private static final String FOLDER = "routes";

    private final Map<String, String> packed;
    private final WatchedFolder folder;
    private final boolean named;

    /**
     * @param packed texts by path below {@code routes/}
     * @param folder with the files that go over them
     * @param named whether somebody said that this folder is the one, so that it must be there
     */
    RouteFiles(Map<String, String> packed, Path folder, boolean named) {
        this.packed = Map.copyOf(packed);
        this.folder = new WatchedFolder(folder, true, name -> name.endsWith(SUFFIX));
        this.named = named;
    }

    /**
     * The packed ones of this program, and over them those of the folder.
     *
     * @param folder null or empty for {@code routes/} in the working directory, or beside the jar if there is none
     */
    static RouteFiles of(@Nullable String folder) {
        boolean named = folder != null && !folder.isBlank();
        Path path = named ? Path.of(folder) : found();
        return new RouteFiles(PackedRoutes.in(RouteFiles.class.getClassLoader()), path, named);
    }

    private static Path found() {
        Path here = Path.of(FOLDER);
        Path beside = new ApplicationHome(RouteFiles.class).getDir().toPath().resolve(FOLDER);
        return !Files.isDirectory(here) && Files.isDirectory(beside) ? beside : here;
    }

    /** The folder, whether it is there or not. */
    WatchedFolder folder() {
        return folder;
    }

    /** Reads all of them; a file that cannot be read, or is no YAML, is a problem. */
    RouteSet read(List<EditProblem> problems) {
        if (named && !Files.isDirectory(folder.path())) {
            problems.add(new EditProblem(
                    folder.path().toString(), 0, "is no folder: create it, or correct referee.routes-folder"));
        }
        Map<String, RouteFile.Text> texts = new TreeMap<>();
        packed.forEach((path, text) -> texts.put(path, new RouteFile.Text(FOLDER + "/" + path, text, true)));
        folder.read(problems)
                .forEach((name, text) ->
                        texts.put(name.substring(name.indexOf('/') + 1), new RouteFile.Text(name, text, false)));
        return RouteSet.read(new ArrayList<>(texts.values()), problems);
    }

    /** Whether this file says what the packed one says, whose soundness the build has proven. */
    boolean isAsPacked(RouteFile file) {
        String path = file.name().substring(file.name().indexOf('/') + 1);
        return file.packed() || file.text().equals(packed.get(path));
    }
}

package dev.referee.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WatchedFolderTest {

    @TempDir
    private Path home;

    private Path routes;
    private final List<EditProblem> unreadable = new ArrayList<>();

    @BeforeEach
    void oneFile() throws IOException {
        routes = Files.createDirectory(home.resolve("routes"));
        write(routes.resolve("a.camel.yaml"), "- a");
    }

    @Test
    void what_editors_leave_beside_a_file_is_not_read() throws IOException {
        String before = folder(routes).stamp();

        write(routes.resolve("a.camel.yaml~"), "old");
        write(routes.resolve(".a.camel.yaml.swp"), "old");
        write(routes.resolve("#a.camel.yaml#"), "old");
        Files.createSymbolicLink(routes.resolve(".#a.camel.yaml"), Path.of("me@machine.1:2"));

        assertThat(folder(routes).stamp()).isEqualTo(before);
        assertThat(folder(routes).read(unreadable)).containsOnlyKeys("routes/a.camel.yaml");
    }

    @Test
    void a_folder_that_is_a_link_is_watched_under_its_own_name() throws IOException {
        Files.move(routes, home.resolve("version-1"));
        Files.createSymbolicLink(routes, Path.of("version-1"));
        String before = folder(routes).stamp();
        assertThat(folder(routes).read(unreadable)).containsEntry("routes/a.camel.yaml", "- a");

        Files.createDirectory(home.resolve("version-2"));
        write(home.resolve("version-2/a.camel.yaml"), "- b");
        Files.delete(routes);
        Files.createSymbolicLink(routes, Path.of("version-2"));

        assertThat(folder(routes).stamp()).isNotEqualTo(before);
        assertThat(folder(routes).read(unreadable)).containsEntry("routes/a.camel.yaml", "- b");
    }

    /** Kubernetes exchanges what {@code ..data} leads to. */
    @Test
    void a_mounted_config_map_is_read_once_and_its_exchange_is_noticed() throws IOException {
        Files.delete(routes.resolve("a.camel.yaml"));
        write(Files.createDirectory(routes.resolve("..1")).resolve("a.camel.yaml"), "- 1");
        Files.createSymbolicLink(routes.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(routes.resolve("a.camel.yaml"), Path.of("..data/a.camel.yaml"));
        String before = folder(routes).stamp();
        assertThat(folder(routes).read(unreadable)).containsOnlyKeys("routes/a.camel.yaml");

        write(Files.createDirectory(routes.resolve("..2")).resolve("a.camel.yaml"), "- 2");
        Files.delete(routes.resolve("..data"));
        Files.createSymbolicLink(routes.resolve("..data"), Path.of("..2"));

        assertThat(folder(routes).stamp()).isNotEqualTo(before);
        assertThat(folder(routes).read(unreadable)).containsEntry("routes/a.camel.yaml", "- 2");
    }

    /** A folder in a mounted ConfigMap is a link, too. */
    @Test
    void a_folder_below_may_be_a_link_and_a_circle_is_walked_once() throws IOException {
        write(Files.createDirectories(routes.resolve("..1/tools")).resolve("t.camel.yaml"), "- t");
        Files.createSymbolicLink(routes.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(routes.resolve("tools"), Path.of("..data/tools"));
        Files.createSymbolicLink(routes.resolve("circle"), Path.of("."));

        assertThat(folder(routes).read(unreadable))
                .containsOnlyKeys("routes/a.camel.yaml", "routes/tools/t.camel.yaml");
        assertThat(unreadable).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_file_that_cannot_be_read_is_a_problem_and_hides_no_other() throws IOException {
        Files.createSymbolicLink(routes.resolve("b.camel.yaml"), Path.of("/proc/self/mem"));

        assertThat(folder(routes).read(unreadable)).containsOnlyKeys("routes/a.camel.yaml");
        assertThat(unreadable)
                .singleElement()
                .asString()
                .startsWith("routes/b.camel.yaml: cannot be read")
                .contains("let the user that runs this program read it");
    }

    @Test
    void a_folder_that_is_not_there_is_empty() {
        assertThat(folder(home.resolve("none")).read(unreadable)).isEmpty();
        assertThat(unreadable).isEmpty();
    }

    private static WatchedFolder folder(Path path) {
        return new WatchedFolder(path, true, name -> name.endsWith(".camel.yaml"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }
}

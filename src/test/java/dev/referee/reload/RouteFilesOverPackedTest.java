package dev.referee.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a folder go over the packed ones. */
class RouteFilesOverPackedTest {

    private static final Map<String, String> PACKED = Map.of(
            "call.camel.yaml", route("call"),
            "tools/hours.camel.yaml", route("hours"));

    @TempDir
    private Path home;

    private Path routes;
    private final List<EditProblem> problems = new ArrayList<>();

    @BeforeEach
    void folder() throws IOException {
        routes = Files.createDirectories(home.resolve("routes/tools")).getParent();
    }

    private static String route(String id) {
        return "- route: {id: " + id + ", from: {uri: 'direct:" + id + "'}}";
    }

    private RouteFiles files(boolean named) {
        return new RouteFiles(PACKED, routes, named);
    }

    private RouteSet read() {
        return files(false).read(problems);
    }

    private List<String> ids() {
        return read().routes().stream().map(RouteEntry::id).toList();
    }

    @Test
    void without_a_folder_there_are_the_packed_ones() throws IOException {
        Files.delete(routes.resolve("tools"));
        Files.delete(routes);

        assertThat(ids()).containsExactly("call", "hours");
        assertThat(problems).isEmpty();
    }

    @Test
    void a_file_of_another_path_is_added() throws IOException {
        Files.writeString(routes.resolve("tools/stock.camel.yaml"), route("stock"));

        assertThat(ids()).containsExactly("call", "hours", "stock");
    }

    @Test
    void a_file_of_the_same_path_replaces_and_without_it_the_packed_one_is_back() throws IOException {
        Path file = Files.writeString(routes.resolve("tools/hours.camel.yaml"), route("my-hours"));
        assertThat(ids()).containsExactly("call", "my-hours");

        Files.delete(file);

        assertThat(ids()).containsExactly("call", "hours");
    }

    @Test
    void an_empty_list_takes_the_packed_routes_away() throws IOException {
        Files.writeString(routes.resolve("tools/hours.camel.yaml"), "[]");

        assertThat(ids()).containsExactly("call");
        assertThat(problems).isEmpty();
    }

    @Test
    void what_is_no_yaml_is_a_problem() throws IOException {
        Files.writeString(routes.resolve("tools/hours.camel.yaml"), "- route: {id: hou");

        read();

        assertThat(problems).singleElement().asString().startsWith("routes/tools/hours.camel.yaml:1: is no YAML");
    }

    @Test
    void an_id_that_is_there_twice_names_both_files_and_how_to_replace_a_packed_one() throws IOException {
        Files.writeString(routes.resolve("hours.camel.yaml"), route("hours"));

        List<EditProblem> found = new NameCheck(JavaRoutes.NONE, Set.of()).check(read());

        assertThat(found)
                .extracting(EditProblem::toString)
                .contains("routes/hours.camel.yaml:1: route hours (routes/tools/hours.camel.yaml:1, packed) has this"
                        + " id, too: give one of them another, or name your file as the packed one to replace it");
    }

    @Test
    void only_what_differs_from_the_packed_file_needs_a_proof() throws IOException {
        Files.writeString(routes.resolve("call.camel.yaml"), route("call"));
        Files.writeString(routes.resolve("tools/hours.camel.yaml"), route("my-hours"));

        assertThat(read().files())
                .filteredOn(files(false)::isAsPacked)
                .extracting(RouteFile::name)
                .containsExactly("routes/call.camel.yaml");
    }

    @Test
    void a_folder_that_somebody_named_must_be_there() throws IOException {
        Files.delete(routes.resolve("tools"));
        Files.delete(routes);

        files(true).read(problems);

        assertThat(problems)
                .singleElement()
                .asString()
                .contains("is no folder: create it, or correct referee.routes-folder");
    }
}

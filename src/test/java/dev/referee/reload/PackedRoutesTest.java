package dev.referee.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedRoutesTest {

    private static final String[] FILES = {
        "routes/", "routes/call.camel.yaml", "routes/notes.txt", "routes/tools/", "routes/tools/my tool.camel.yaml"
    };
    private static final String[] FOUND = {"call.camel.yaml", "tools/my tool.camel.yaml"};

    @TempDir
    private Path folder;

    @Test
    void all_route_files_of_a_jar_are_named_with_their_sub_folders() throws IOException {
        assertThat(routesIn(jar())).containsExactly(FOUND);
    }

    @Test
    void so_are_those_of_a_folder_wherever_it_lies() throws IOException {
        assertThat(routesIn(classes())).containsExactly(FOUND);
    }

    @Test
    void a_file_that_is_in_two_places_is_one_route_file() throws IOException {
        assertThat(routesIn(classes(), jar())).containsExactly(FOUND);
    }

    private static Iterable<String> routesIn(Path... path) throws IOException {
        URL[] urls = new URL[path.length];
        for (int i = 0; i < path.length; i++) {
            urls[i] = path[i].toUri().toURL();
        }
        try (URLClassLoader loader = new URLClassLoader(urls, null)) {
            return PackedRoutes.in(loader).keySet();
        }
    }

    private Path jar() throws IOException {
        Path jar = folder.resolve("packed.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (String name : FILES) {
                out.putNextEntry(new JarEntry(name));
                out.closeEntry();
            }
        }
        return jar;
    }

    private Path classes() throws IOException {
        Path classes = folder.resolve("my routes/classes");
        for (String name : FILES) {
            Path file = classes.resolve(name);
            Files.createDirectories(name.endsWith("/") ? file : file.getParent());
            if (!name.endsWith("/")) {
                Files.createFile(file);
            }
        }
        return classes;
    }
}

package dev.referee.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.StringUtils;

/**
 * The route files on the class path, each by its name. Camel could look for them itself, but in a packed jar it unpacks every
 * library for each pattern, which took half of the start (measured), and loses the sub-folder when it looks with {@code **}.
 */
final class PackedRoutes {

    private static final String FOLDER = "routes/";
    private static final String FILES = "**/*.camel.yaml";

    private PackedRoutes() {}

    /** Locations such as {@code classpath:routes/tools/order-status.camel.yaml}, in the order of their names. */
    static Set<String> in(ClassLoader loader) {
        Set<String> found = new TreeSet<>();
        try {
            PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver(loader);
            for (URL folder : Collections.list(loader.getResources(FOLDER))) {
                for (Resource file : resolver.getResources(folder + FILES)) {
                    String name =
                            file.getURL().toString().substring(folder.toString().length());
                    found.add("classpath:" + FOLDER + StringUtils.uriDecode(name, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return found;
    }
}

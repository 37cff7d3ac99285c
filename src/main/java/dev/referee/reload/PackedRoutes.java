package dev.referee.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.StringUtils;

/**
 * The route files on the class path. Camel could look for them itself, but in a packed jar it unpacks every library for each
 * pattern, which took half of the start (measured), and loses the sub-folder when it looks with {@code **}.
 */
final class PackedRoutes {

    private static final String FOLDER = "routes/";
    private static final String FILES = "**/*" + RouteFiles.SUFFIX;

    private PackedRoutes() {}

    /** Their texts by path below {@code routes/}, such as {@code tools/order-status.camel.yaml}; of two, the first one. */
    static Map<String, String> in(ClassLoader loader) {
        Map<String, String> found = new TreeMap<>();
        try {
            PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver(loader);
            for (URL folder : Collections.list(loader.getResources(FOLDER))) {
                for (Resource file : resolver.getResources(folder + FILES)) {
                    String name =
                            file.getURL().toString().substring(folder.toString().length());
                    found.putIfAbsent(
                            StringUtils.uriDecode(name, StandardCharsets.UTF_8),
                            file.getContentAsString(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return found;
    }
}

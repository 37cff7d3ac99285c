package dev.referee.reload;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.EndpointUriFactory;
import org.springframework.util.ClassUtils;

/** What routes refer to outside their files: beans, settings, classes, components. Only looks; thread-safe. */
final class Surroundings {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");

    /** Shorter values are no secrets, but parts of other words. */
    private static final int VALUE_LEAST = 6;

    private final CamelContext context;

    Surroundings(CamelContext context) {
        this.context = context;
    }

    /** Whether this names something that is only known when a route runs. */
    static boolean isDynamic(String text) {
        return text.contains("{{") || text.contains("${");
    }

    boolean hasBean(String name) {
        return context.getRegistry().lookupByName(name) != null;
    }

    /** The names of a bean's methods, for a message. */
    String methods(String bean) {
        Set<String> names = new TreeSet<>();
        for (Method method : type(bean).getMethods()) {
            if (method.getDeclaringClass() != Object.class && !method.isSynthetic()) {
                names.add(method.getName());
            }
        }
        return String.join(", ", names);
    }

    boolean hasMethod(String bean, String method) {
        String name = method.contains("(") ? method.substring(0, method.indexOf('(')) : method;
        return Arrays.stream(type(bean).getMethods())
                .filter(one -> one.getDeclaringClass() != Object.class)
                .anyMatch(one -> one.getName().equals(name.strip()));
    }

    private Class<?> type(String bean) {
        return ClassUtils.getUserClass(context.getRegistry().lookupByName(bean));
    }

    boolean hasClass(String name) {
        return context.getClassResolver().resolveClass(name) != null;
    }

    boolean hasComponent(String scheme) {
        return context.hasComponent(scheme) != null
                || hasBean(scheme)
                || hasBean(scheme + "-component")
                || getClass().getResource("/META-INF/services/org/apache/camel/component/" + scheme) != null;
    }

    /** The first setting of this text that nothing sets. */
    Optional<String> missingSetting(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            String key = matcher.group(1).strip();
            boolean optional = key.startsWith("?") || key.contains(":");
            if (!optional
                    && context.getPropertiesComponent().resolveProperty(key).isEmpty()) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    String resolve(String text) {
        return missingSetting(text).isPresent() ? text : context.resolvePropertyPlaceholders(text);
    }

    /** A text without the values of the settings that these files name: their placeholders stand there again. */
    String unresolved(String text, RouteSet routes) {
        Map<String, String> placeholders = new TreeMap<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        for (RouteFile file : routes.files()) {
            Matcher matcher = PLACEHOLDER.matcher(file.text());
            while (matcher.find()) {
                String key = matcher.group(1).strip().replaceFirst("^\\?", "");
                String name = key.startsWith("env:") || key.startsWith("sys:") ? key : key.split(":", 2)[0];
                context.getPropertiesComponent()
                        .resolveProperty(name)
                        .filter(value -> value.length() >= VALUE_LEAST)
                        .ifPresent(value -> placeholders.put(value, matcher.group()));
            }
        }
        String said = text;
        for (Map.Entry<String, String> one : placeholders.entrySet()) {
            said = said.replace(one.getKey(), one.getValue());
        }
        return said;
    }

    /** The options that endpoints of this scheme have, or empty where only the component itself knows. */
    Optional<EndpointUriFactory> options(String scheme) {
        return Optional.ofNullable(context.getCamelContextExtension().getEndpointUriFactory(scheme));
    }

    /** A hint at the known word that is nearest by edits, or nothing. */
    static String nearest(String word, Set<String> known) {
        return known.stream()
                .min((one, other) -> Integer.compare(distance(word, one), distance(word, other)))
                .filter(best -> distance(word, best) <= Math.max(2, word.length() / 3))
                .map(best -> "; did you mean " + best + "?")
                .orElse("");
    }

    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int above = row[j];
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + change);
                diagonal = above;
            }
        }
        return row[other.length()];
    }
}

package dev.referee.reload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What routes refer to by name: other routes, beans and their methods, settings, classes, route configurations.
 *
 * @param around what there is outside the files
 * @param java entries that Java offers, such as {@code direct:evidence}
 */
record ReferenceCheck(Surroundings around, Supplier<Set<String>> java) implements RouteCheck {

    /** Fields that hold the name of a bean. */
    private static final Set<String> BEANS = Set.of(
            "aggregationStrategy",
            "aggregationRepository",
            "executorService",
            "circuitBreaker",
            "idempotentRepository");

    @Override
    public List<EditProblem> check(RouteSet routes) {
        List<EditProblem> found = new ArrayList<>();
        Set<String> entries = new HashSet<>(java.get());
        routes.routes().forEach(route -> entries.add(route.from()));
        Stream.concat(routes.routes().stream(), routes.configurations().stream())
                .forEach(entry -> entry.walk((pointer, node) -> check(entry, pointer, node, entries, found)));
        for (RouteEntry route : routes.routes()) {
            for (String name : route.configurations()) {
                if (!name.contains("*") && routes.configuration(name).isEmpty()) {
                    String at = route.pointer() + "/routeConfigurationId";
                    found.add(route.file()
                            .problem(at, "there is no route configuration " + name + knownConfigurations(routes)));
                }
            }
        }
        return found;
    }

    private static String knownConfigurations(RouteSet routes) {
        return "; there are "
                + String.join(
                        ", ",
                        routes.configurations().stream().map(RouteEntry::id).toList());
    }

    private void check(RouteEntry entry, String pointer, JsonNode node, Set<String> entries, List<EditProblem> found) {
        String field = pointer.substring(pointer.lastIndexOf('/') + 1);
        if (field.equals("bean") && node.isObject()) {
            bean(entry, pointer, node, found);
        }
        if (pointer.matches(".*/exception/[0-9]+") && node.isTextual() && !around.hasClass(node.asText())) {
            found.add(entry.file().problem(pointer, "there is no class " + node.asText() + ": check its whole name"));
        }
        if (!node.isTextual()) {
            return;
        }
        String text = node.asText();
        around.missingSetting(text)
                .ifPresent(key -> found.add(entry.file()
                        .problem(
                                pointer,
                                "no setting is named " + key + ": check its spelling, or write {{" + key
                                        + ":a default}}")));
        boolean option = pointer.matches(".*/parameters/[^/]+") && text.startsWith("#");
        String bean = BEANS.contains(field) || option ? beanName(text) : "";
        if (!bean.isEmpty() && !around.hasBean(bean)) {
            found.add(entry.file().problem(pointer, "there is no bean named " + bean + ": check its spelling"));
        }
        boolean sends = field.equals("uri") || field.equals("to") || field.equals("wireTap");
        if (sends && text.startsWith("direct:") && !pointer.endsWith("/from/uri")) {
            String name = text.contains("?") ? text.substring(0, text.indexOf('?')) : text;
            if (!Surroundings.isDynamic(name) && !entries.contains(name)) {
                found.add(entry.file()
                        .problem(
                                pointer,
                                "no route consumes from " + name + ": add one, or correct the name"
                                        + Surroundings.nearest(name, entries)));
            }
        }
    }

    /** Empty for a class, a type, or a name that is only known later. */
    private static String beanName(String text) {
        String name = text.startsWith("#bean:") ? text.substring("#bean:".length()) : text.replaceFirst("^#", "");
        return name.contains(":") || Surroundings.isDynamic(name) ? "" : name;
    }

    private void bean(RouteEntry entry, String pointer, JsonNode node, List<EditProblem> found) {
        String ref = node.path("ref").asText("");
        String method = node.path("method").asText("");
        String bean = beanName(ref);
        if (bean.isEmpty()) {
            return;
        }
        if (!around.hasBean(bean)) {
            found.add(
                    entry.file().problem(pointer + "/ref", "there is no bean named " + bean + ": check its spelling"));
        } else if (!method.isEmpty() && !Surroundings.isDynamic(method) && !around.hasMethod(bean, method)) {
            found.add(entry.file()
                    .problem(
                            pointer + "/method",
                            "bean " + bean + " has no method " + method + "; it has " + around.methods(bean)));
        }
    }
}

package dev.referee.reload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.support.PatternHelper;

/**
 * What routes refer to by name: other routes, beans and their methods, settings, classes, route configurations.
 *
 * @param around what there is outside the files
 * @param java what there is besides the files
 */
record ReferenceCheck(Surroundings around, JavaRoutes java) implements RouteCheck {

    private static final Pattern EXCEPTION = Pattern.compile(".*/exception/[0-9]+");
    private static final Pattern OPTION = Pattern.compile(".*/parameters/[^/]+");

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
        Set<String> entries = new HashSet<>(java.entries());
        routes.routes().forEach(route -> entries.add(route.from()));
        Stream.concat(routes.routes().stream(), routes.configurations().stream())
                .forEach(entry -> entry.walk((pointer, node) -> check(entry, pointer, node, entries, found)));
        configurations(routes, found);
        return found;
    }

    /** Each name leads to one, and each one of the author's own is named: else a rule is believed to hold that does not. */
    private void configurations(RouteSet routes, List<EditProblem> found) {
        Set<String> named = new HashSet<>(java.configurations());
        for (RouteEntry route : routes.routes()) {
            for (String name : route.configurations()) {
                named.add(name);
                if (!name.contains("*") && routes.configuration(name).isEmpty()) {
                    String at = route.pointer() + "/routeConfigurationId";
                    found.add(route.file()
                            .problem(at, "there is no route configuration " + name + knownConfigurations(routes)));
                }
            }
        }
        for (RouteEntry entry : routes.configurations()) {
            boolean used = named.stream().anyMatch(name -> PatternHelper.matchPattern(entry.id(), name));
            if (!used && !entry.file().packed()) {
                found.add(entry.file()
                        .problem(
                                entry.pointer() + "/id",
                                "no route uses route configuration " + entry.id()
                                        + ": name it in a route's routeConfigurationId, or remove it"));
            }
        }
    }

    private static String knownConfigurations(RouteSet routes) {
        return "; there are "
                + String.join(
                        ", ",
                        routes.configurations().stream().map(RouteEntry::id).toList());
    }

    private void check(RouteEntry entry, String pointer, JsonNode node, Set<String> entries, List<EditProblem> found) {
        String field = pointer.substring(pointer.lastIndexOf('/') + 1);
        if ((field.equals("bean") || field.equals("method")) && node.isObject()) {
            bean(entry, pointer, node, found);
        }
        if (node.isTextual() && EXCEPTION.matcher(pointer).matches() && !around.hasClass(node.asText())) {
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
        boolean option = text.startsWith("#") && OPTION.matcher(pointer).matches();
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

package dev.referee.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * One document of a YAML file for Kubernetes.
 *
 * @param file where it stands
 * @param json what it says
 */
record Manifest(Path file, JsonNode json) {

    static final Path FOLDER = Path.of("deploy/kubernetes");

    private static final Map<String, Class<?>> KINDS = Map.of(
            "v1 Namespace", V1Namespace.class,
            "v1 Service", V1Service.class,
            "apps/v1 Deployment", V1Deployment.class,
            "apps/v1 StatefulSet", V1StatefulSet.class,
            "networking.k8s.io/v1 Ingress", V1Ingress.class,
            "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class,
            "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class);

    /** Every document of every file, without kustomize's own and the settings. */
    static List<Manifest> all() {
        return files().stream()
                .filter(file -> !isKustomization(file))
                .flatMap(file -> in(file).stream())
                .toList();
    }

    /** The YAML files, but for those that become a ConfigMap. */
    static List<Path> files() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.startsWith(FOLDER.resolve("config")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isKustomization(Path file) {
        return file.endsWith("kustomization.yaml");
    }

    /** The only one of its kind and name. */
    static Manifest the(String kind, String name) {
        List<Manifest> found = all().stream()
                .filter(manifest -> !manifest.isPatch())
                .filter(manifest -> manifest.at("/kind").asText().equals(kind))
                .filter(manifest -> manifest.at("/metadata/name").asText().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + kind + " " + name);
        }
        return found.get(0);
    }

    static List<Manifest> in(Path file) {
        try {
            return parse(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The documents of a text; aliases count as what they stand for. */
    static List<Manifest> parse(Path file, String text) {
        ObjectMapper mapper = new ObjectMapper();
        List<Manifest> documents = new ArrayList<>();
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        new Yaml(new SafeConstructor(options))
                .loadAll(text)
                .forEach(document -> documents.add(new Manifest(file, mapper.valueToTree(document))));
        return documents;
    }

    JsonNode at(String pointer) {
        return json.at(pointer);
    }

    static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** A part of a document that lies elsewhere. */
    boolean isPatch() {
        return file.getParent().endsWith("own-routes");
    }

    String kind() {
        return at("/apiVersion").asText() + " " + at("/kind").asText();
    }

    /**
     * Why an API server with strict validation of fields would refuse it; empty if it would not. The client's models know
     * the fields and which are required. They also read {@code "8080"} as a number and 8080 as a text, where a server does
     * not; so what they have read must come out again as it went in.
     */
    Optional<String> refusal() {
        Class<?> model = KINDS.get(kind());
        if (model == null) {
            return Optional.of(file + ": nobody knows a " + kind());
        }
        try {
            ObjectMapper mapper = new ObjectMapper();
            JsonNode read = mapper.readTree(JSON.serialize(JSON.deserialize(json.toString(), model)));
            return changed(kind(), json, read).map(what -> file + ": " + what);
        } catch (JsonProcessingException | RuntimeException refused) {
            return Optional.of(file + ": " + refused.getMessage());
        }
    }

    /** Where something is not as it was; what has been added, such as empty lists, does not count. */
    private static Optional<String> changed(String path, JsonNode in, JsonNode out) {
        if (in.isContainerNode() && in.getNodeType() == out.getNodeType()) {
            Stream<String> fields = in.isArray()
                    ? IntStream.range(0, in.size()).mapToObj(Integer::toString)
                    : in.properties().stream().map(Map.Entry::getKey);
            return fields.map(field -> changed(path + "/" + field, child(in, field), child(out, field)))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        return in.equals(out) ? Optional.empty() : Optional.of(path + ": " + in + " was read as " + out);
    }

    private static JsonNode child(JsonNode parent, String field) {
        return parent.isArray() ? parent.path(Integer.parseInt(field)) : parent.path(field);
    }
}

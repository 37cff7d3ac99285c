package dev.referee.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manifests fit each other, the image, and the program that they start. */
class KubernetesTest {

    private static final Manifest DEPLOYMENT = Manifest.the("Deployment", "referee");
    private static final JsonNode POD = DEPLOYMENT.at("/spec/template/spec");
    private static final JsonNode CONTAINER = POD.at("/containers/0");
    private static final Manifest INGRESS = Manifest.the("Ingress", "referee");

    /** So long the carrier waits for a document (facts/twilio-voice.md §1). */
    private static final Duration CARRIER = Duration.ofSeconds(15);

    @Test
    void probes_ask_for_what_the_program_answers() {
        assertThat(Shipped.setting("management.endpoint.health.probes.enabled")).isEqualTo("true");
        assertThat(probe("startupProbe")).isEqualTo("/actuator/health/liveness");
        assertThat(probe("livenessProbe")).isEqualTo("/actuator/health/liveness");
        assertThat(probe("readinessProbe")).isEqualTo("/actuator/health/readiness");
        assertThat(Shipped.setting("management.endpoint.health.group.readiness.include"))
                .contains("db");
        assertThat(Duration.ofSeconds(
                        CONTAINER.at("/readinessProbe/timeoutSeconds").asInt()))
                .isGreaterThan(Duration.ofMillis(
                        Long.parseLong(Shipped.setting("spring.datasource.hikari.connection-timeout"))));
    }

    private static String probe(String name) {
        JsonNode get = CONTAINER.path(name).path("httpGet");
        assertThat(get.path("port")).isEqualTo(CONTAINER.at("/ports/0/name"));
        return get.path("path").asText();
    }

    @Test
    void one_port_leads_from_the_ingress_to_the_program() {
        Manifest service = Manifest.the("Service", "referee");

        assertThat(CONTAINER.at("/ports/0/containerPort").asText()).isEqualTo(Shipped.setting("server.port"));
        assertThat(Containerfile.read().last("EXPOSE").rest()).isEqualTo(Shipped.setting("server.port"));
        assertThat(service.at("/spec/ports/0/targetPort")).isEqualTo(CONTAINER.at("/ports/0/name"));
        assertThat(INGRESS.json().findValues("backend")).isNotEmpty().allSatisfy(backend -> {
            assertThat(backend.at("/service/name")).isEqualTo(service.at("/metadata/name"));
            assertThat(backend.at("/service/port/name")).isEqualTo(service.at("/spec/ports/0/name"));
        });
    }

    @Test
    void only_what_vendors_ask_for_is_public_and_all_of_it() {
        List<String> open = INGRESS.json().findValuesAsText("path");

        assertThat(open).containsExactlyInAnyOrder("/openai", "/twiml", "/twilio");
        assertThat(Shipped.publicPaths()).hasSizeGreaterThan(10).allMatch(path -> open.stream()
                .anyMatch(prefix -> path.startsWith(prefix + "/")));
        assertThat(INGRESS.json().findValuesAsText("pathType")).containsOnly("Prefix");
    }

    @Test
    void the_public_address_is_the_host_of_the_ingress() {
        String host = INGRESS.at("/spec/rules/0/host").asText();

        assertThat(INGRESS.at("/spec/tls/0/hosts/0").asText()).isEqualTo(host);
        assertThat(Shipped.templateValues()).containsExactly("REFEREE_PUBLIC_URL=" + URI.create("https://" + host));
    }

    @Test
    void another_node_is_asked_while_the_carrier_waits() {
        JsonNode annotations = INGRESS.at("/metadata/annotations");
        String nginx = "nginx.ingress.kubernetes.io/proxy-";

        assertThat(Duration.ofSeconds(
                        annotations.path(nginx + "next-upstream-timeout").asInt()))
                .isPositive()
                .isLessThan(CARRIER);
        assertThat(Duration.ofSeconds(annotations.path(nginx + "read-timeout").asInt())
                        .multipliedBy(2))
                .isPositive()
                .isLessThan(CARRIER);
        assertThat(annotations.path(nginx + "next-upstream").asText().split(" "))
                .contains("timeout", "http_503", "non_idempotent");
    }

    @Test
    void a_node_is_given_the_time_that_it_needs_to_leave() {
        Duration hidden = Duration.ofSeconds(
                CONTAINER.at("/lifecycle/preStop/exec/command/1").asInt());
        Duration grace =
                Duration.ofSeconds(POD.path("terminationGracePeriodSeconds").asInt());

        assertThat(CONTAINER.at("/lifecycle/preStop/exec/command/0").asText()).isEqualTo("sleep");
        assertThat(hidden).isPositive();
        assertThat(grace).isGreaterThan(hidden.plus(Shipped.STOP));
        assertThat(DEPLOYMENT.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(-1))
                .isZero();
    }

    @Test
    void two_nodes_have_no_file_database() {
        JsonNode url = env(CONTAINER, "SPRING_DATASOURCE_URL");

        assertThat(DEPLOYMENT.at("/spec/replicas").asInt()).isGreaterThan(1);
        assertThat(Shipped.setting("spring.datasource.url")).startsWith("jdbc:h2:");
        assertThat(url.at("/valueFrom/secretKeyRef/key").asText()).isEqualTo("SPRING_DATASOURCE_URL");
        assertThat(url.at("/valueFrom/secretKeyRef").has("optional")).isFalse();
    }

    private static JsonNode env(JsonNode container, String name) {
        return Manifest.elements(container.path("env"))
                .filter(env -> env.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void every_variable_is_a_setting_and_every_secret_is_in_the_template() {
        assertThat(CONTAINER.path("env").findValuesAsText("name"))
                .contains("REFEREE_NODE")
                .filteredOn(name -> !name.equals("referee")) // of the secret
                .allMatch(Shipped::isRead);
        assertThat(secretKeys()).isNotEmpty().allMatch(Shipped.template()::contains);
        assertThat(CONTAINER.at("/envFrom/0/secretRef/name").asText()).isEqualTo("referee");
        assertThat(Shipped.isRead("REFEREE_PORT"))
                .as("of a Service named referee")
                .isFalse();
        assertThat(POD.path("enableServiceLinks").asBoolean(true)).isFalse();
    }

    private static List<String> secretKeys() {
        List<String> keys = new ArrayList<>();
        Manifest.all()
                .forEach(manifest -> manifest.json().findValues("secretKeyRef").forEach(ref -> {
                    assertThat(ref.path("name").asText()).isEqualTo("referee");
                    keys.add(ref.path("key").asText());
                }));
        return keys;
    }

    @Test
    void selectors_find_what_they_mean() {
        Set<String> pods = new TreeSet<>();
        for (Manifest manifest : Manifest.all()) {
            JsonNode labels = manifest.at("/spec/template/metadata/labels");
            if (!labels.isMissingNode()) {
                assertThat(manifest.at("/spec/selector/matchLabels")).isEqualTo(labels);
                pods.add(labels.toString());
            }
        }
        List<JsonNode> selectors = Manifest.all().stream()
                .flatMap(manifest -> Stream.of("matchLabels", "podSelector", "selector")
                        .flatMap(field -> manifest.json().findValues(field).stream()))
                .map(selector -> selector.path("matchLabels").isMissingNode() ? selector : selector.get("matchLabels"))
                .toList();

        assertThat(pods).hasSize(2);
        assertThat(selectors)
                .hasSizeGreaterThan(5)
                .extracting(JsonNode::toString)
                .allMatch(pods::contains);
    }

    @Test
    void nothing_runs_as_root_or_may_write_where_it_need_not() {
        List<JsonNode> specs = Manifest.all().stream()
                .map(manifest -> manifest.at("/spec/template/spec"))
                .filter(spec -> spec.has("securityContext"))
                .toList();

        assertThat(specs).hasSize(2).allSatisfy(spec -> {
            assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(spec.at("/securityContext/runAsUser").asInt()).isPositive();
            assertThat(spec.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(spec.path("automountServiceAccountToken").asBoolean(true))
                    .isFalse();
            JsonNode security = spec.at("/containers/0/securityContext");
            assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        });
        assertThat(POD.at("/securityContext/runAsUser").asText() + ":"
                        + POD.at("/securityContext/runAsGroup").asText())
                .isEqualTo(Containerfile.read().last("USER").rest());
        assertThat(Manifest.the("Namespace", "referee")
                        .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                        .asText())
                .isEqualTo("restricted");
    }

    @Test
    void what_is_mounted_is_there_and_lies_where_the_program_looks() {
        String app = Containerfile.read().last("WORKDIR").rest();
        List<Manifest> whole = List.of(
                DEPLOYMENT,
                Kustomized.merge(
                        DEPLOYMENT,
                        Manifest.in(Manifest.FOLDER.resolve("own-routes/routes.yaml"))
                                .get(0)),
                Manifest.the("StatefulSet", "postgresql"));

        assertThat(whole).allSatisfy(manifest -> {
            JsonNode pod = manifest.at("/spec/template/spec");
            Set<String> there = new TreeSet<>(names(pod.path("volumes")));
            there.addAll(manifest.at("/spec/volumeClaimTemplates").findValuesAsText("name"));
            assertThat(names(pod.at("/containers/0/volumeMounts")))
                    .hasSizeGreaterThan(2)
                    .hasSameElementsAs(there);
        });
        assertThat(whole.get(1)
                        .at("/spec/template/spec/containers/0/volumeMounts")
                        .findValuesAsText("mountPath"))
                .containsExactly(
                        app + "/config", Containerfile.read().last("VOLUME").rest(), "/tmp", app + "/routes");
    }

    private static List<String> names(JsonNode list) {
        return Manifest.elements(list)
                .map(element -> element.path("name").asText())
                .toList();
    }

    @Test
    void kustomize_is_told_of_every_file() {
        Set<Path> named = new TreeSet<>();
        for (Path file :
                Manifest.files().stream().filter(Manifest::isKustomization).toList()) {
            JsonNode json = Manifest.in(file).get(0).json();
            named.add(file);
            json.path("resources").forEach(name -> named.add(file.resolveSibling(name.asText())));
            json.path("patches")
                    .forEach(patch ->
                            named.add(file.resolveSibling(patch.path("path").asText())));
            json.findValues("files")
                    .forEach(files -> files.forEach(name ->
                            assertThat(file.resolveSibling(name.asText())).isRegularFile()));
        }

        assertThat(named).containsExactlyInAnyOrderElementsOf(Manifest.files());
    }

    @Test
    void kustomize_names_image_settings_and_components_as_the_deployment_does() {
        Path file = Manifest.FOLDER.resolve("kustomization.yaml");
        JsonNode json = Manifest.in(file).get(0).json();

        assertThat(json.at("/images/0/name")).isEqualTo(CONTAINER.path("image"));
        assertThat(POD.at("/volumes/0/configMap/name")).isEqualTo(json.at("/configMapGenerator/0/name"));
        assertThat(json.path("namespace"))
                .isEqualTo(Manifest.the("Namespace", "referee").at("/metadata/name"));
        assertThat(Shipped.read(file).lines().filter(line -> line.startsWith("# - ")))
                .hasSize(2)
                .allSatisfy(line ->
                        assertThat(Manifest.FOLDER.resolve(line.split(" +")[2])).isDirectory());
    }

    @Test
    void a_disruption_leaves_a_node() {
        assertThat(Manifest.the("PodDisruptionBudget", "referee")
                        .at("/spec/maxUnavailable")
                        .asInt())
                .isPositive()
                .isLessThan(DEPLOYMENT.at("/spec/replicas").asInt());
    }
}

package dev.referee.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests say nothing that Kubernetes does not know, and nothing in a way that it would refuse. */
class KubernetesSchemaTest {

    private static final Path DEPLOYMENT = Manifest.FOLDER.resolve("deployment.yaml");

    static List<Manifest> manifests() {
        return Manifest.all();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void every_document_is_taken(Manifest manifest) {
        Optional<String> refusal = manifest.isPatch() ? patched(manifest).refusal() : manifest.refusal();

        assertThat(refusal).isEmpty();
    }

    /** A part lacks what is required, so it is looked at in its place. */
    private static Manifest patched(Manifest patch) {
        return Kustomized.merge(Manifest.the("Deployment", "referee"), patch);
    }

    @Test
    void there_are_documents() {
        assertThat(manifests()).extracting(Manifest::kind).hasSizeGreaterThan(7).contains("apps/v1 Deployment");
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "replicas: 2            | replica: 2                | a field that is not known",
                "maxUnavailable: 0      | maxUnavailible: 0         | a field that is misspelt",
                "readOnlyRootFilesystem | readonlyRootFilesystem    | a field in the wrong case, far inside",
                "httpGet:               | http:                     | a field that is not known, in a list",
                "replicas: 2            | replicas: two             | a text for a number",
                "replicas: 2            | replicas: '2'             | a number in quotes",
                "containerPort: 8080    | containerPort: '8080'     | a number in quotes, in a list",
                "runAsNonRoot: true     | runAsNonRoot: 'true'      | a truth in quotes",
                "runAsUser: 10001       | runAsUser: nobody         | a name for an id",
                "command: [sleep, '10'] | command: [sleep, 10]      | a number for a text",
                "command: [sleep, '10'] | command: sleep 10         | a text for a list",
                "memory: 1Gi            | memory: much              | not a quantity",
                "apps/v1                | apps/v1beta1              | a version that is no more",
                "selector:              | selektor:                 | something required that is not there",
                "- name: http           | - label: http             | something required in a list",
            })
    void what_is_wrong_is_refused(String right, String wrong, String what) throws Exception {
        String text = Files.readString(DEPLOYMENT).replace('"', '\'');

        assertThat(text).contains(right);
        assertThat(Manifest.parse(DEPLOYMENT, text).get(0).refusal()).isEmpty();
        assertThat(Manifest.parse(DEPLOYMENT, text.replaceFirst(Pattern.quote(right), wrong))
                        .get(0)
                        .refusal())
                .as(what)
                .isPresent();
    }
}

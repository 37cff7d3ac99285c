package dev.referee.deploy;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.maven.artifact.versioning.ComparableVersion;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Parent;
import org.apache.maven.model.Repository;
import org.apache.maven.model.building.DefaultModelBuilderFactory;
import org.apache.maven.model.building.DefaultModelBuildingRequest;
import org.apache.maven.model.building.FileModelSource;
import org.apache.maven.model.building.ModelBuildingException;
import org.apache.maven.model.building.ModelBuildingRequest;
import org.apache.maven.model.building.ModelBuildingResult;
import org.apache.maven.model.resolution.ModelResolver;
import org.apache.maven.model.resolution.UnresolvableModelException;
import org.junit.jupiter.api.Test;

/**
 * The libraries in the packed jar, compared with what Spring Boot manages. Its versions are read from the local repository,
 * where the build has put the files that name them; nothing is fetched.
 */
class LibrariesIT {

    private static final String SPRING_BOOT = "spring-boot-dependencies";
    private static final Path REPOSITORY = Path.of(System.getProperty(
            "referee.repository",
            Path.of(System.getProperty("user.home"), ".m2", "repository").toString()));
    private static final Pattern LIBRARY = Pattern.compile("BOOT-INF/lib/(.+?)-([0-9].*)[.]jar");

    /** Versions by artifact. */
    private static Map<String, Set<String>> packed() throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("referee.jar", "target/referee.jar"))) {
            return jar.stream()
                    .map(entry -> LIBRARY.matcher(entry.getName()))
                    .filter(Matcher::matches)
                    .collect(groupingBy(
                            library -> library.group(1), TreeMap::new, mapping(library -> library.group(2), toSet())));
        }
    }

    /** The project's model, with all that it inherits and imports. */
    private static ModelBuildingResult project() throws ModelBuildingException {
        return build(Path.of("pom.xml"), new Properties());
    }

    private static ModelBuildingResult build(Path pom, Properties given) throws ModelBuildingException {
        return new DefaultModelBuilderFactory()
                .newInstance()
                .build(new DefaultModelBuildingRequest()
                        .setPomFile(pom.toFile())
                        .setModelResolver(new Local())
                        .setSystemProperties(System.getProperties())
                        .setUserProperties(given)
                        .setValidationLevel(ModelBuildingRequest.VALIDATION_LEVEL_MINIMAL));
    }

    private static boolean isOlder(String version, String than) {
        return new ComparableVersion(version).compareTo(new ComparableVersion(than)) < 0;
    }

    @Test
    void no_library_is_older_than_the_one_that_spring_boot_manages() throws Exception {
        ModelBuildingResult project = project();
        Path springBoot = Local.pom(
                "org.springframework.boot",
                SPRING_BOOT,
                project.getEffectiveModel().getParent().getVersion());
        Properties newer = project.getEffectiveModel().getProperties(); // of versions; see the next test
        Map<String, String> groups = project.getEffectiveModel().getDependencies().stream()
                .collect(Collectors.toMap(Dependency::getArtifactId, Dependency::getGroupId, (one, other) -> one));
        Map<String, Set<String>> managed =
                build(springBoot, newer).getEffectiveModel().getDependencyManagement().getDependencies().stream()
                        .filter(each -> groups.getOrDefault(each.getArtifactId(), each.getGroupId())
                                .equals(each.getGroupId())) // not another's of that name
                        .collect(groupingBy(Dependency::getArtifactId, mapping(Dependency::getVersion, toSet())));
        Map<String, Set<String>> packed = packed();
        Set<String> compared = new TreeSet<>(packed.keySet());
        compared.retainAll(managed.keySet());

        assertThat(compared)
                .contains("jackson-databind", "log4j-api", "netty-handler", "spring-core", "tomcat-embed-core");
        assertThat(compared.stream().flatMap(artifact -> managed.get(artifact).stream()
                        .filter(least -> packed.get(artifact).stream().anyMatch(each -> isOlder(each, least)))
                        .map(least -> artifact + " " + packed.get(artifact) + ", managed is " + least)))
                .isEmpty();
    }

    @Test
    void the_versions_that_we_set_in_place_of_spring_boots_are_newer() throws Exception {
        ModelBuildingResult project = project();
        Properties ours = project.getRawModel().getProperties();
        Properties theirs = project.getModelIds().stream()
                .filter(id -> id.contains(SPRING_BOOT))
                .map(id -> project.getRawModel(id).getProperties())
                .findFirst()
                .orElseThrow();
        Set<String> both = new TreeSet<>(ours.stringPropertyNames());
        both.retainAll(theirs.stringPropertyNames());

        assertThat(both).contains("jackson-bom.version", "netty.version", "tomcat.version");
        assertThat(both.stream()
                        .filter(name -> !isOlder(theirs.getProperty(name), ours.getProperty(name)))
                        .map(name -> name + " " + ours.getProperty(name) + ", Spring Boot has "
                                + theirs.getProperty(name) + ": remove it, or raise it"))
                .isEmpty();
    }

    @Test
    void no_library_is_there_twice() throws Exception {
        Map<String, Set<String>> packed = packed();

        assertThat(packed).hasSizeGreaterThan(150);
        assertThat(packed.entrySet())
                .allSatisfy(library ->
                        assertThat(library.getValue()).as(library.getKey()).hasSize(1));
    }

    @Test
    void libraries_of_one_family_have_one_version() throws Exception {
        Map<String, Set<String>> packed = packed();

        for (String family : List.of(
                "vertx-.*",
                "netty-(?!tcnative).*",
                "jackson-(?!annotations).*", // which has no patches
                "camel-.*",
                "tomcat-embed-.*",
                "resilience4j-.*",
                "logback-.*")) {
            Map<String, Set<String>> members = packed.entrySet().stream()
                    .filter(library -> library.getKey().matches(family))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            assertThat(members).as(family).hasSizeGreaterThan(1);
            assertThat(members.values().stream().flatMap(Set::stream).distinct())
                    .as(members.toString())
                    .hasSize(1);
        }
    }

    /** Finds models in the local repository only. */
    private static final class Local implements ModelResolver {

        static Path pom(String group, String artifact, String version) {
            return REPOSITORY
                    .resolve(group.replace('.', '/'))
                    .resolve(artifact)
                    .resolve(version)
                    .resolve(artifact + "-" + version + ".pom");
        }

        @Override
        public FileModelSource resolveModel(String group, String artifact, String version)
                throws UnresolvableModelException {
            Path pom = pom(group, artifact, version);
            if (!pom.toFile().isFile()) {
                throw new UnresolvableModelException("the build has not put it there", group, artifact, version);
            }
            return new FileModelSource(pom.toFile());
        }

        @Override
        public FileModelSource resolveModel(Parent parent) throws UnresolvableModelException {
            return resolveModel(parent.getGroupId(), parent.getArtifactId(), parent.getVersion());
        }

        @Override
        public FileModelSource resolveModel(Dependency model) throws UnresolvableModelException {
            return resolveModel(model.getGroupId(), model.getArtifactId(), model.getVersion());
        }

        @Override
        public void addRepository(Repository repository) {
            // nothing is fetched
        }

        @Override
        public void addRepository(Repository repository, boolean replace) {
            // nothing is fetched
        }

        @Override
        public ModelResolver newCopy() {
            return this;
        }
    }
}

package dev.referee.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

/**
 * Finds keys of configuration files that no setting reads, such as a misspelt deadline, which would otherwise be ignored
 * without a word. Below {@code referee} each key must be known; elsewhere one must not be a slip away from a name that the
 * packed files use, for all other names are those of libraries, or of a team's own routes. Only looks into files, because
 * environment variables of such a name may serve others.
 */
final class UnknownKeys {

    /** Every record of settings and the prefix of its names. */
    static final Map<Class<?>, String> RECORDS = records();

    private static final String ANY = "*";
    private static final String INDEX = "#";
    private static final String REST = "**";

    /** The elements of each name that is read, dashed; the twin, whom nothing here knows, reads its own. */
    private static final List<List<String>> NAMES = names();

    private static final Map<String, Set<String>> PACKED = packed();

    private UnknownKeys() {}

    private static Map<Class<?>, String> records() {
        Map<Class<?>, String> records = new LinkedHashMap<>();
        Stream.of(SettingsConfiguration.class, Wiring.class)
                .flatMap(each -> Stream.of(
                        each.getAnnotation(EnableConfigurationProperties.class).value()))
                .forEach(record -> records.put(
                        record,
                        record.getAnnotation(ConfigurationProperties.class).value()));
        return records;
    }

    private static List<List<String>> names() {
        List<List<String>> names = new ArrayList<>();
        names.add(List.of("referee", "twin", "port"));
        names.add(List.of("referee", "twin", "seed"));
        RECORDS.forEach((record, prefix) -> walk(record, List.of(prefix.split("\\.")), names));
        return names;
    }

    private static void walk(Type type, List<String> path, List<List<String>> names) {
        if (type instanceof Class<?> record && record.isRecord()) {
            for (RecordComponent component : record.getRecordComponents()) {
                String name = DataObjectPropertyName.toDashedForm(component.getName());
                walk(component.getGenericType(), with(path, name), names);
            }
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            Type value = generic.getActualTypeArguments()[1];
            if (value == String.class) {
                names.add(with(path, REST));
            } else {
                walk(value, with(path, ANY), names);
            }
        } else {
            names.add(type instanceof ParameterizedType ? with(path, INDEX) : path);
        }
    }

    private static List<String> with(List<String> path, String name) {
        return Stream.concat(path.stream(), Stream.of(name)).toList();
    }

    /** One problem per misspelt name, in the order of the files. */
    static List<SettingProblem> in(ConfigurableEnvironment environment) {
        Map<String, SettingProblem> found = new LinkedHashMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> file
                    && source.getName().startsWith("Config resource")) {
                for (String key : file.getPropertyNames()) {
                    slip(ConfigurationPropertyName.adapt(key, '.'))
                            .ifPresent(slip -> found.putIfAbsent(slip.name(), slip.problem(place(file, key, slip))));
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static SettingsFiles.Place place(EnumerablePropertySource<?> file, String key, Slip slip) {
        return OriginLookup.getOrigin(file, key) instanceof TextResourceOrigin origin
                ? SettingsFault.place(origin, slip.line())
                : new SettingsFiles.Place("", 0, slip.line());
    }

    /** The first two elements of all names that the program's own file uses. */
    private static Map<String, Set<String>> packed() {
        Map<String, Set<String>> packed = new HashMap<>();
        YamlPropertiesFactoryBean file = new YamlPropertiesFactoryBean();
        file.setResources(new ClassPathResource("application.yaml"));
        for (Object key : Objects.requireNonNull(file.getObject()).keySet()) {
            ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key.toString(), '.');
            if (name.getNumberOfElements() > 1) {
                packed.computeIfAbsent(element(name, 0), root -> new HashSet<>())
                        .add(name.getElement(1, Form.DASHED));
            }
        }
        return packed;
    }

    /** What is wrong with the name, if anything is. */
    private static Optional<Slip> slip(ConfigurationPropertyName name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        String root = element(name, 0);
        if (root.equals("referee")) {
            for (int size = 1; size <= name.getNumberOfElements(); size++) {
                ConfigurationPropertyName part = name.chop(size);
                if (!isKnown(part)) {
                    return Optional.of(new Slip(part, meant(part, siblings(part))));
                }
            }
            return Optional.empty();
        }
        Set<String> below = PACKED.get(root);
        ConfigurationPropertyName part = name.chop(below == null ? 1 : 2);
        Set<String> candidates = below == null ? PACKED.keySet() : below;
        boolean known = below != null && part.getNumberOfElements() == 1
                || candidates.stream().anyMatch(each -> uniform(each).equals(element(part, -1)));
        return known
                ? Optional.empty()
                : meant(part, candidates.stream()).map(meant -> new Slip(part, Optional.of(meant)));
    }

    static boolean isKnown(String key) {
        return isKnown(ConfigurationPropertyName.adapt(key, '.'));
    }

    private static boolean isKnown(ConfigurationPropertyName name) {
        return NAMES.stream().anyMatch(known -> leadsTo(name, known, name.getNumberOfElements()));
    }

    /** What may stand in place of the last element. */
    private static Stream<String> siblings(ConfigurationPropertyName name) {
        int last = name.getNumberOfElements() - 1;
        return NAMES.stream()
                .filter(known -> known.size() > last && leadsTo(name, known, last))
                .map(known -> known.get(last));
    }

    /** Whether the first elements of the name are those of the known one. */
    private static boolean leadsTo(ConfigurationPropertyName name, List<String> known, int elements) {
        for (int i = 0; i < elements; i++) {
            String expected = i < known.size() ? known.get(i) : "";
            if (expected.equals(REST)) {
                return true;
            }
            boolean fits =
                    switch (expected) {
                        case ANY -> true;
                        case INDEX -> name.isNumericIndex(i);
                        default -> uniform(expected).equals(element(name, i));
                    };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** The whole name that was meant, if one of these is near enough to the last element. */
    private static Optional<String> meant(ConfigurationPropertyName name, Stream<String> candidates) {
        String said = element(name, -1);
        return candidates
                .filter(each -> isNear(said, uniform(each)))
                .min(Comparator.<String>comparingInt(each -> distance(said, uniform(each)))
                        .thenComparing(each -> each))
                .map(each -> name.getParent().isEmpty() ? each : name.getParent() + "." + each);
    }

    /** At most one slip in a short word, two in a longer one; words of four letters have too many neighbours. */
    private static boolean isNear(String said, String word) {
        int most = word.length() < 5 ? 0 : word.length() < 7 ? 1 : 2;
        return distance(said, word) <= most;
    }

    /** How many letters are missing, too many, wrong, or changed places with the next. */
    private static int distance(String one, String other) {
        int[][] least = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    least[i][j] = i + j;
                    continue;
                }
                int changed = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                least[i][j] = Math.min(least[i - 1][j - 1] + changed, 1 + Math.min(least[i - 1][j], least[i][j - 1]));
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    least[i][j] = Math.min(least[i][j], least[i - 2][j - 2] + 1);
                }
            }
        }
        return least[one.length()][other.length()];
    }

    /** In lower case and without dashes, as names are compared; -1 is the last. */
    private static String element(ConfigurationPropertyName name, int at) {
        return at < 0 ? name.getLastElement(Form.UNIFORM) : name.getElement(at, Form.UNIFORM);
    }

    private static String uniform(String dashed) {
        return dashed.replace("-", "");
    }

    /** A name that nothing reads, up to its first wrong element, and the one that was meant. */
    private record Slip(ConfigurationPropertyName part, Optional<String> meant) {

        String name() {
            return part.toString();
        }

        String line() {
            return name() + " is no setting: "
                    + meant.map(each -> "write " + each).orElse("check its spelling, or remove it");
        }

        SettingProblem problem(SettingsFiles.Place place) {
            return new SettingProblem(name(), line(), place);
        }
    }
}

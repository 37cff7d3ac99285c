package dev.referee.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Finds keys of configuration files that no setting reads, such as a misspelt deadline, which would otherwise be ignored
 * without a word. Only looks below the first names that {@link RefereeSettings} has, so that other parts may have keys of
 * their own ({@code referee.twin}), and only into files, because environment variables of that name may serve others.
 */
final class UnknownKeys {

    /** Every record of settings and the prefix of its names. */
    static final Map<Class<?>, String> RECORDS = records();

    private UnknownKeys() {}

    private static Map<Class<?>, String> records() {
        Map<Class<?>, String> records = new LinkedHashMap<>();
        for (Class<?> record : List.of(
                RefereeSettings.class,
                RunSettings.class,
                ClusterSettings.class,
                LimitSettings.class,
                RetentionSettings.class,
                DatabaseSettings.class,
                ToolSettings.class,
                EventSettings.class,
                ReloadSettings.class)) {
            records.put(
                    record, record.getAnnotation(ConfigurationProperties.class).value());
        }
        return records;
    }

    /** One problem per key, by property, in the order of the files. */
    static Map<String, SettingProblem> in(ConfigurableEnvironment environment) {
        Map<String, SettingProblem> found = new LinkedHashMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> file
                    && source.getName().startsWith("Config resource")) {
                for (String key : file.getPropertyNames()) {
                    if (key.startsWith("referee.") && !isKnown(key)) {
                        found.putIfAbsent(
                                key, new SettingProblem(key, key + " is no setting: check its spelling, or remove it"));
                    }
                }
            }
        }
        return found;
    }

    static boolean isKnown(String key) {
        ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
        for (Map.Entry<Class<?>, String> record : RECORDS.entrySet()) {
            ConfigurationPropertyName prefix = ConfigurationPropertyName.of(record.getValue());
            if (prefix.getNumberOfElements() > 1 && prefix.isAncestorOf(name)) {
                return fits(record.getKey(), name, prefix.getNumberOfElements());
            }
        }
        boolean ours = name.getNumberOfElements() > 1
                && List.of(RefereeSettings.class.getRecordComponents()).stream()
                        .anyMatch(component -> isNamed(component, name.getElement(1, Form.UNIFORM)));
        return !ours || fits(RefereeSettings.class, name, 1);
    }

    /** Whether the elements of the name from {@code at} on lead to something that this type reads. */
    private static boolean fits(Type type, ConfigurationPropertyName name, int at) {
        boolean ended = at >= name.getNumberOfElements();
        if (type instanceof Class<?> record && record.isRecord()) {
            if (ended) {
                return true; // an empty section
            }
            for (RecordComponent component : record.getRecordComponents()) {
                if (isNamed(component, name.getElement(at, Form.UNIFORM))) {
                    return fits(component.getGenericType(), name, at + 1);
                }
            }
            return false;
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            Type value = generic.getActualTypeArguments()[1];
            return ended || value == String.class || fits(value, name, at + 1);
        }
        if (type instanceof ParameterizedType) {
            return ended || name.isNumericIndex(at);
        }
        return ended;
    }

    private static boolean isNamed(RecordComponent component, String uniform) {
        return component.getName().equalsIgnoreCase(uniform);
    }
}

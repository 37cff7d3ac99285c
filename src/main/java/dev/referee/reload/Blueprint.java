package dev.referee.reload;

import dev.referee.route.EvidenceRoutes;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.DefaultRegistry;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertyResolver;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.util.ClassUtils;

/**
 * The program as it would be after a start with some settings: which beans there are and of which types, but none of them
 * made, so nothing is opened, connected or written. Routes are checked against it.
 */
final class Blueprint implements AutoCloseable {

    private static final String PROGRAM = "dev.referee";

    private final AnnotationConfigApplicationContext definitions = new AnnotationConfigApplicationContext();
    private final DefaultCamelContext camel;

    Blueprint(ConfigurableEnvironment environment) {
        definitions.setEnvironment(environment);
        definitions.scan(PROGRAM); // by name, for nothing of ours knows the program as a whole
        definitions.refreshForAotProcessing(new RuntimeHints());
        camel = new DefaultCamelContext(new DefaultRegistry(new Hulls(definitions.getBeanFactory())));
        camel.disableJMX();
        camel.getPropertiesComponent().addPropertiesSource(new Settings(environment));
        camel.start();
    }

    /** A context that has no routes; its beans are hulls. */
    DefaultCamelContext camel() {
        return camel;
    }

    /** Of routes in Java, as far as they can be made without other beans; our own are known. */
    JavaRoutes java() throws Exception {
        List<RoutesBuilder> builders = new ArrayList<>();
        for (String name : definitions.getBeanNamesForType(RoutesBuilder.class, true, false)) {
            Class<?> type = definitions.getType(name, false);
            if (type != null && !type.getName().startsWith(PROGRAM) && ClassUtils.hasConstructor(type)) {
                builders.add((RoutesBuilder) BeanUtils.instantiateClass(type));
            }
        }
        JavaRoutes theirs = JavaRoutes.of(builders, camel);
        Set<String> entries = new HashSet<>(theirs.entries());
        entries.addAll(EvidenceRoutes.ENTRIES);
        return new JavaRoutes(entries, theirs.configurations());
    }

    @Override
    public void close() {
        camel.stop();
        definitions.close();
    }

    /** Objects of the right types, without a constructor ever having run: good to be looked at, not to be called. */
    private record Hulls(ConfigurableListableBeanFactory definitions) implements BeanRepository {

        @Override
        public Object lookupByName(String name) {
            Class<?> type = definitions.containsBean(name) ? definitions.getType(name, false) : null;
            return type == null ? null : hull(type);
        }

        @Override
        public <T> T lookupByNameAndType(String name, Class<T> type) {
            Object found = lookupByName(name);
            return type.isInstance(found) ? type.cast(found) : null;
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            return Map.of();
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return Set.of();
        }

        private static Object hull(Class<?> type) {
            if (type.isInterface()) {
                return Proxy.newProxyInstance(
                        type.getClassLoader(), new Class<?>[] {type}, (hull, method, given) -> null);
            }
            return Modifier.isAbstract(type.getModifiers()) ? new Object() : new SpringObjenesis().newInstance(type);
        }
    }

    private record Settings(PropertyResolver environment) implements PropertiesSource {

        @Override
        public String getName() {
            return "settings";
        }

        @Override
        public String getProperty(String name) {
            return environment.getProperty(name);
        }
    }
}

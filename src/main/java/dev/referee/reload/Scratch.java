package dev.referee.reload;

import dev.referee.sideband.SidebandComponent;
import java.lang.reflect.InvocationTargetException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultComponentResolver;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultRegistry;

/**
 * A Camel context to try routes in: it sees the beans and settings of the real one, but has components of its own, and its
 * routes consume nothing. Closing it leaves no trace.
 */
final class Scratch {

    private Scratch() {}

    /** A started context without routes. */
    static DefaultCamelContext start(CamelContext real) throws Exception {
        DefaultCamelContext scratch = new DefaultCamelContext(new DefaultRegistry(new Beans(real.getRegistry())));
        scratch.disableJMX(); // nobody counts what runs in it
        scratch.setAutoStartup(false);
        scratch.setApplicationContextClassLoader(real.getApplicationContextClassLoader());
        scratch.getCamelContextExtension().setName("scratch");
        scratch.getPropertiesComponent().addPropertiesSource(new Settings(real));
        scratch.getCamelContextExtension().addContextPlugin(ComponentResolver.class, new OwnComponents(real));
        scratch.getShutdownStrategy().setTimeout(1);
        scratch.addComponent("sideband", new SidebandComponent());
        scratch.start();
        return scratch;
    }

    /** The real context's components must not be told of another context, so each is made anew. */
    private record OwnComponents(CamelContext real) implements ComponentResolver {

        @Override
        public Component resolveComponent(String name, CamelContext scratch) throws Exception {
            Component found = scratch.getClassResolver()
                                    .loadResourceAsStream("META-INF/services/org/apache/camel/component/" + name)
                            == null
                    ? null
                    : new Discovered().find(name, scratch);
            if (found != null) {
                return found;
            }
            Component known = known(name);
            return known == null ? null : fresh(known);
        }

        private Component known(String name) {
            Component running = real.hasComponent(name);
            if (running != null) {
                return running;
            }
            for (String bean : List.of(name, name + "-component")) {
                if (real.getRegistry().lookupByName(bean) instanceof Component registered) {
                    return registered;
                }
            }
            return null;
        }

        private static Component fresh(Component known) {
            try {
                return known.getClass().getDeclaredConstructor().newInstance();
            } catch (NoSuchMethodException
                    | InstantiationException
                    | IllegalAccessException
                    | InvocationTargetException e) {
                throw new IllegalArgumentException(
                        known.getClass() + " needs a public constructor without arguments, so that routes can be tried",
                        e);
            }
        }
    }

    /** Camel's look-up by services, without the one in the registry. */
    private static final class Discovered extends DefaultComponentResolver {

        Component find(String name, CamelContext scratch) throws Exception {
            Class<?> type = findComponent(name, scratch);
            return type == null ? null : (Component) scratch.getInjector().newInstance(type, false);
        }

        private Class<?> findComponent(String name, CamelContext scratch) {
            return scratch.getCamelContextExtension()
                    .getFactoryFinder(RESOURCE_PATH)
                    .findClass(name)
                    .orElse(null);
        }
    }

    /** The real registry, which closing the scratch must not close. */
    private record Beans(Registry real) implements BeanRepository {

        /** But no component: the scratch would make it its own. */
        @Override
        public Object lookupByName(String name) {
            Object found = real.lookupByName(name);
            return found instanceof Component ? null : found;
        }

        @Override
        public <T> T lookupByNameAndType(String name, Class<T> type) {
            return Component.class.isAssignableFrom(type) ? null : real.lookupByNameAndType(name, type);
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            return isOfContext(type) ? Collections.emptyMap() : real.findByTypeWithName(type);
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return isOfContext(type) ? Collections.emptySet() : real.findByType(type);
        }

        /** What a context takes for itself on its own account. */
        private static boolean isOfContext(Class<?> type) {
            return Component.class.isAssignableFrom(type) || type.getName().startsWith("org.apache.camel.spi.");
        }
    }

    private record Settings(CamelContext real) implements PropertiesSource {

        @Override
        public String getName() {
            return "real";
        }

        @Override
        public String getProperty(String name) {
            Optional<String> found = real.getPropertiesComponent().resolveProperty(name);
            return found.orElse(null);
        }
    }
}

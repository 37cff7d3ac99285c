package dev.referee.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Starts what {@link RefereeTest} asks for, once for all classes that ask for the same, and closes it after the last test. */
final class RefereeExtension implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(Referee.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        referee(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Referee.use(referee(context));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Referee.use(null);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Referee.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return referee(context);
    }

    private static Referee referee(ExtensionContext context) {
        Wish wish = Stream.<Class<?>>iterate(context.getRequiredTestClass(), Objects::nonNull, Class::getEnclosingClass)
                .flatMap(type -> AnnotationSupport.findAnnotation(type, RefereeTest.class).stream())
                .findFirst()
                .map(test -> new Wish(test.routes(), test.config(), List.of(test.settings())))
                .orElseGet(() -> new Wish("", "", List.of()));
        return wish.isUsual()
                ? Referee.shared()
                : context.getRoot()
                        .getStore(OURS)
                        .getOrComputeIfAbsent(wish, Running::start, Running.class)
                        .referee();
    }

    private record Wish(String routes, String config, List<String> settings) {

        boolean isUsual() {
            return routes.isEmpty() && config.isEmpty() && settings.isEmpty();
        }
    }

    @SuppressWarnings("deprecation") // its successor is not in the JUnit of older builds
    private record Running(Referee referee) implements ExtensionContext.Store.CloseableResource {

        static Running start(Wish wish) {
            RefereeBuilder builder = Referee.with();
            if (!wish.routes().isEmpty()) {
                builder.routes(Path.of(wish.routes()));
            }
            if (!wish.config().isEmpty()) {
                builder.config(Path.of(wish.config()));
            }
            wish.settings().forEach(each -> {
                int equals = each.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException("@RefereeTest(settings): \"" + each + "\" is not name=value");
                }
                builder.setting(each.substring(0, equals), each.substring(equals + 1));
            });
            return new Running(builder.start());
        }

        @Override
        public void close() {
            referee.close();
        }
    }
}

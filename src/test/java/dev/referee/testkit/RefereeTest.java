package dev.referee.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit class that plays {@link CallScenario}s. The program is started once for all classes that name the same routes
 * and settings; nested classes share those of the class around them. A parameter of type {@link Referee} gets it.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RefereeExtension.class)
public @interface RefereeTest {

    /** The folder with the routes, relative to the working directory; empty for {@code routes/} there, else the packed ones. */
    String routes() default "";

    /** A folder with an {@code application.yaml} on top of the other settings; empty for none. */
    String config() default "";

    /** Settings of these tests, each {@code name=value}, such as {@code referee.transfer.evidence-timeout=2s}. */
    String[] settings() default {};
}

package dev.referee.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is found in route files before they are taken in, each check by itself. */
class RouteChecksTest {

    private static final String SECRET = "s3cr3t-of-the-mail-server";

    private DefaultCamelContext camel;

    @BeforeEach
    void context() {
        camel = new DefaultCamelContext();
        camel.getPropertiesComponent().addInitialProperty("mail.password", SECRET);
        camel.addComponent("torn", new Torn());
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void a_text_that_starts_with_a_hash_is_a_text() {
        List<EditProblem> found = new ReferenceCheck(new Surroundings(camel), Set::of).check(set("""
                - route:
                    id: say
                    description: "#1 of the routes"
                    from:
                      uri: direct:say
                      steps:
                        - log:
                            message: "# a note"
                        - setBody:
                            expression:
                              constant:
                                expression: "#blue"
                """));

        assertThat(found).isEmpty();
    }

    @Test
    void an_option_that_starts_with_a_hash_names_a_bean() {
        List<EditProblem> found = new ReferenceCheck(new Surroundings(camel), Set::of).check(set("""
                - route:
                    id: say
                    from:
                      uri: direct:say
                      steps:
                        - to:
                            uri: log:said
                            parameters:
                              exchangeFormatter: "#nobody"
                """));

        assertThat(found).singleElement().asString().startsWith("routes/a.camel.yaml:9: there is no bean named nobody");
    }

    @Test
    void two_routes_may_not_consume_from_the_very_same() {
        List<EditProblem> found = new NameCheck(Set::of, Set.of()).check(set("""
                - route:
                    id: one
                    from:
                      uri: timer:tick
                      parameters:
                        period: 5
                        delay: 1
                - route:
                    id: two
                    from:
                      uri: timer:tick
                      parameters:
                        delay: 1
                        period: 5
                - route:
                    id: three
                    from:
                      uri: timer:tick
                      parameters:
                        period: 7
                """));

        assertThat(found)
                .singleElement()
                .asString()
                .startsWith("routes/a.camel.yaml:11: timer:tick is taken by route one (routes/a.camel.yaml:1)");
    }

    @Test
    void options_behind_the_uri_are_no_part_of_the_name() {
        RouteSet before = set("- route: {id: t, from: {uri: 'tool:t?description=old'}}");
        RouteSet after = set("- route: {id: t, from: {uri: 'tool:t?description=new'}}");

        assertThat(before.routes().get(0).from()).isEqualTo("tool:t");
        assertThat(before.routes().get(0).entry())
                .isNotEqualTo(after.routes().get(0).entry());
    }

    @Test
    void the_value_of_a_setting_is_not_quoted() {
        List<EditProblem> found = new ScratchCheck(camel).check(set("""
                - route:
                    id: mail
                    from:
                      uri: direct:mail
                      steps:
                        - to:
                            uri: seda:mail?sise={{mail.password}}
                """));

        assertThat(found)
                .singleElement()
                .asString()
                .startsWith("routes/a.camel.yaml:")
                .contains("sise", "{{mail.password}}")
                .doesNotContain(SECRET);
    }

    @Test
    void a_component_that_lacks_a_library_is_named_where_it_is_used() {
        List<EditProblem> found = new ScratchCheck(camel).check(set("""
                - route:
                    id: torn
                    from:
                      uri: direct:torn
                      steps:
                        - to:
                            uri: torn:x
                """));

        assertThat(found)
                .singleElement()
                .asString()
                .startsWith("routes/a.camel.yaml:")
                .contains("route torn", "NoClassDefFoundError", "com/example/Missing");
    }

    private static RouteSet set(String text) {
        List<EditProblem> problems = new ArrayList<>();
        RouteSet set = RouteSet.read(new TreeMap<>(Map.of("routes/a.camel.yaml", text)), problems);
        assertThat(problems).isEmpty();
        return set;
    }

    /** As if a library were missing. */
    public static class Torn extends DefaultComponent {

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            throw new NoClassDefFoundError("com/example/Missing");
        }
    }
}

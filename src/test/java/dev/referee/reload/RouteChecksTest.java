package dev.referee.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        List<EditProblem> found = new ReferenceCheck(new Surroundings(camel), JavaRoutes.NONE).check(set("""
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
        List<EditProblem> found = new ReferenceCheck(new Surroundings(camel), JavaRoutes.NONE).check(set("""
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
        List<EditProblem> found = new NameCheck(JavaRoutes.NONE, Set.of()).check(set("""
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
    void a_tool_is_offered_once_whatever_its_options() {
        List<EditProblem> found = new NameCheck(JavaRoutes.NONE, Set.of()).check(set("""
                - route:
                    id: one
                    from:
                      uri: tool:hours
                      parameters:
                        description: Tells the hours.
                - route:
                    id: two
                    from:
                      uri: tool:hours
                      parameters:
                        description: Tells the hours, too.
                """));

        assertThat(found)
                .singleElement()
                .asString()
                .startsWith("routes/a.camel.yaml:10: tool:hours is taken by route one (routes/a.camel.yaml:1)");
    }

    @Test
    void a_route_configuration_that_nobody_uses_or_that_is_not_there_is_a_mistake() {
        List<EditProblem> found = new ReferenceCheck(new Surroundings(camel), JavaRoutes.NONE).check(set("""
                - route:
                    id: say
                    routeConfigurationId: facts, evnts
                    from:
                      uri: direct:say
                - routeConfiguration:
                    id: facts
                - routeConfiguration:
                    id: events
                """));

        assertThat(found)
                .extracting(EditProblem::toString)
                .containsExactly(
                        "routes/a.camel.yaml:3: there is no route configuration evnts; there are facts, events",
                        "routes/a.camel.yaml:9: no route uses route configuration events: name it in a route's"
                                + " routeConfigurationId, or remove it");
    }

    @Test
    void a_route_in_java_or_a_pattern_uses_a_configuration_too() {
        RouteSet set = set("""
                - route:
                    id: say
                    routeConfigurationId: "tool*"
                    from:
                      uri: direct:say
                - routeConfiguration:
                    id: tool-errors
                - routeConfiguration:
                    id: of-java
                """);

        assertThat(new ReferenceCheck(new Surroundings(camel), new JavaRoutes(Set.of(), Set.of("of-java"))).check(set))
                .isEmpty();
    }

    @Test
    void a_bean_that_is_asked_by_an_expression_must_be_there() {
        List<EditProblem> found = new ReferenceCheck(new Surroundings(camel), JavaRoutes.NONE).check(set("""
                - route:
                    id: say
                    from:
                      uri: direct:say
                      steps:
                        - filter:
                            expression:
                              method:
                                ref: databse
                                method: hasFailed
                """));

        assertThat(found)
                .singleElement()
                .asString()
                .startsWith("routes/a.camel.yaml:9: there is no bean named databse");
    }

    @Test
    void an_empty_file_was_cut_off_but_an_empty_list_is_meant() {
        assertThat(set("[]").files()).hasSize(1);
        for (String cut : List.of("", "# Only a comment is left.\n", "---\n")) {
            List<EditProblem> problems = new ArrayList<>();

            RouteSet.read(List.of(new RouteFile.Text("routes/a.camel.yaml", cut, false)), problems);

            assertThat(problems)
                    .singleElement()
                    .asString()
                    .matches("routes/a.camel.yaml:[12]: is empty.*")
                    .contains("write []");
        }
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

    @Test
    void what_only_the_loader_refuses_has_its_place() {
        List<EditProblem> found = new ScratchCheck(camel).check(set("""
                - routeConfiguration:
                    id: errors
                    note: The schema knows this word, the loader does not.
                """));

        assertThat(found).singleElement().asString().startsWith("routes/a.camel.yaml:3: Camel cannot read it: ");
    }

    @Test
    void a_component_that_is_a_bean_is_not_taken_from_the_real_context() {
        Plain shop = new Plain();
        camel.getRegistry().bind("shop", shop);

        List<EditProblem> found = new ScratchCheck(camel).check(set("""
                - route:
                    id: shop
                    from:
                      uri: direct:shop
                      steps:
                        - to:
                            uri: shop:x
                """));

        assertThat(shop.getCamelContext()).isSameAs(camel);
        assertThat(found).singleElement().asString().contains("Plain was asked");
    }

    private static RouteSet set(String text) {
        List<EditProblem> problems = new ArrayList<>();
        RouteSet set = RouteSet.read(List.of(new RouteFile.Text("routes/a.camel.yaml", text, false)), problems);
        assertThat(problems).isEmpty();
        return set;
    }

    /** Says that it was asked. */
    public static class Plain extends DefaultComponent {

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            throw new IllegalArgumentException("Plain was asked");
        }
    }

    /** As if a library were missing. */
    public static class Torn extends DefaultComponent {

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            throw new NoClassDefFoundError("com/example/Missing");
        }
    }
}

package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class SharedDescriptionsTest {

    @Test
    void each_mbean_tells_of_its_own_object() throws Exception {
        try (DefaultCamelContext shared = started("shared-own", true)) {
            shared.createProducerTemplate().sendBody("direct:first", "");

            assertThat(attribute(shared, "routes", "first", "RouteId")).isEqualTo("first");
            assertThat(attribute(shared, "routes", "second", "RouteId")).isEqualTo("second");
            assertThat(attribute(shared, "routes", "first", "ExchangesTotal")).isEqualTo(1L);
            assertThat(attribute(shared, "routes", "second", "ExchangesTotal")).isEqualTo(0L);
            assertThat(attribute(shared, "processors", "log-first", "ExchangesTotal"))
                    .isEqualTo(1L);
        }
    }

    @Test
    void it_is_described_as_camel_describes_it() throws Exception {
        try (DefaultCamelContext shared = started("shared-as", true);
                DefaultCamelContext camels = started("camels", false)) {
            for (String[] one : new String[][] {
                {"routes", "first"}, {"routes", "second"}, {"processors", "log-first"}, {"processors", "log-second"}
            }) {
                MBeanInfo ours = info(shared, one[0], one[1]);
                MBeanInfo theirs = info(camels, one[0], one[1]);

                assertThat(ours.getClassName()).isEqualTo(theirs.getClassName());
                assertThat(ours.getDescription()).isEqualTo(theirs.getDescription());
                assertThat(ours.getAttributes()).isNotEmpty().containsExactlyInAnyOrder(theirs.getAttributes());
                assertThat(ours.getOperations()).isNotEmpty().containsExactlyInAnyOrder(theirs.getOperations());
                assertThat(ours.getNotifications()).containsExactlyInAnyOrder(theirs.getNotifications());
            }
        }
    }

    private static DefaultCamelContext started(String name, boolean shared) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getCamelContextExtension().setName(name);
        if (shared) {
            new SharedDescriptions.Use().configure(context);
        }
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:first").routeId("first").log("one").id("log-first");
                from("direct:second").routeId("second").log("two").id("log-second");
            }
        });
        context.start();
        return context;
    }

    private static Object attribute(DefaultCamelContext context, String type, String name, String attribute)
            throws Exception {
        return server(context).getAttribute(named(context, type, name), attribute);
    }

    private static MBeanInfo info(DefaultCamelContext context, String type, String name) throws Exception {
        return server(context).getMBeanInfo(named(context, type, name));
    }

    private static ObjectName named(DefaultCamelContext context, String type, String name) throws Exception {
        return new ObjectName(
                "org.apache.camel:context=" + context.getName() + ",type=" + type + ",name=\"" + name + "\"");
    }

    private static MBeanServer server(DefaultCamelContext context) {
        return context.getManagementStrategy().getManagementAgent().getMBeanServer();
    }
}

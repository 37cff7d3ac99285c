package dev.referee.route;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a tool's request takes along: without {@code headerFilterStrategy: "#toolHeaders"} all arguments would leave as headers. */
@Configuration(proxyBeanMethods = false)
class ToolHttp {

    private static final Set<String> OUT = Set.of("authorization", "content-type", "accept");

    /** Only what is named here leaves, and only the content type comes back. */
    @Bean
    HeaderFilterStrategy toolHeaders() {
        return new DefaultHeaderFilterStrategy() {
            @Override
            public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
                return !OUT.contains(name.toLowerCase(Locale.ROOT));
            }

            @Override
            public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
                return !name.equalsIgnoreCase("content-type");
            }
        };
    }
}

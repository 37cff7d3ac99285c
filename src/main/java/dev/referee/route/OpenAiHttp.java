package dev.referee.route;

import dev.referee.config.RefereeSettings;
import dev.referee.openai.AnswerHeaders;
import dev.referee.scope.TraceParent;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What goes to OpenAI beside path and body: the key, a content type, the trace if there is one, and nothing of a message. */
@Configuration(proxyBeanMethods = false)
class OpenAiHttp {

    /** Only the content type leaves; only what the timeline shows comes back. */
    @Bean
    HeaderFilterStrategy openAiHeaders() {
        return new DefaultHeaderFilterStrategy() {
            @Override
            public boolean applyFilterToCamelHeaders(String name, Object value, org.apache.camel.Exchange exchange) {
                return !name.equalsIgnoreCase("content-type");
            }

            @Override
            public boolean applyFilterToExternalHeaders(String name, Object value, org.apache.camel.Exchange exchange) {
                return !AnswerHeaders.isHarmless(name);
            }
        };
    }

    /** The key is added inside the HTTP client, so that no message, log or route dump ever holds it. */
    @Bean
    HttpClientConfigurer openAiKey(RefereeSettings settings) {
        return builder -> builder.addRequestInterceptorFirst((request, entity, context) -> {
            request.setHeader("Authorization", "Bearer " + settings.openai().apiKey());
            String trace = TraceParent.current(); // the client sends on the thread of its caller
            if (trace != null) {
                request.setHeader(TraceParent.HEADER, trace);
            }
        });
    }
}

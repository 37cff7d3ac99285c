package dev.referee.trace;

import dev.referee.config.Bounded;
import dev.referee.config.ClusterSettings;
import dev.referee.ledger.Ledger;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Traces, if {@code management.otlp.tracing.endpoint} says where they go; else nothing of OpenTelemetry is loaded. The
 * settings are Spring Boot's. Its own tracing is not used, because it draws the ids of a trace at random, on one node.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression("'${management.otlp.tracing.endpoint:}' != ''")
class TracingConfiguration {

    private static final String OTLP = "management.otlp.tracing.";

    @Bean
    GivenIds givenIds() {
        return new GivenIds();
    }

    /** By the trace's id, so that all nodes choose the same calls. */
    @Bean
    Sampler sampler(Environment environment) {
        return Sampler.traceIdRatioBased(
                environment.getProperty("management.tracing.sampling.probability", Double.class, 1.0));
    }

    @Bean(destroyMethod = "close")
    SdkTracerProvider tracerProvider(Environment environment, GivenIds ids, Sampler sampler, ClusterSettings cluster) {
        return SdkTracerProvider.builder()
                .setIdGenerator(ids)
                .setSampler(sampler)
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.builder()
                                .put("service.name", environment.getProperty("spring.application.name", "referee"))
                                .put("service.instance.id", cluster.node())
                                .build())))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter(environment))
                        .setScheduleDelay(Duration.ofSeconds(1))
                        .build())
                .build();
    }

    private static OtlpHttpSpanExporter exporter(Environment environment) {
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(environment.getRequiredProperty(OTLP + "endpoint"))
                .setTimeout(environment.getProperty(OTLP + "timeout", Duration.class, Duration.ofSeconds(10)));
        Binder.get(environment)
                .bind(OTLP + "headers", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of())
                .forEach(exporter::addHeader);
        return exporter.build();
    }

    @Bean
    Tracing tracing(SdkTracerProvider provider, GivenIds ids, Sampler sampler) {
        return new Tracing(provider, ids, sampler);
    }

    @Bean
    CallSpans callSpans(Tracing tracing, Ledger ledger, @Qualifier("commandExecutor") Bounded executor) {
        return new CallSpans(tracing, ledger, executor);
    }

    @Bean
    RouteSpans routeSpans(Tracing tracing, Clock clock, Environment environment) {
        boolean propagates = !environment
                .getProperty("management.tracing.propagation.produce", "w3c")
                .isBlank();
        return new RouteSpans(tracing, clock, propagates);
    }
}

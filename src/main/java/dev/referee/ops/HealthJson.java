package dev.referee.ops;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Set;
import org.springframework.boot.actuate.endpoint.jackson.EndpointObjectMapper;
import org.springframework.boot.actuate.health.SystemHealth;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.json.Jackson2ObjectMapperBuilder;

/** Spring Boot's JSON of {@code /actuator}, without the names of the health groups: strangers get the status and no more. */
@Configuration(proxyBeanMethods = false)
class HealthJson {

    @Bean
    EndpointObjectMapper endpointObjectMapper() {
        ObjectMapper mapper = Jackson2ObjectMapperBuilder.json()
                .featuresToDisable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .serializationInclusion(JsonInclude.Include.NON_NULL)
                .mixIn(SystemHealth.class, WithoutGroups.class)
                .build();
        return () -> mapper;
    }

    private interface WithoutGroups {

        @JsonIgnore
        Set<String> getGroups();
    }
}

package dev.referee.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class UnsetPartsTest {

    private static final String SEDA = "org.apache.camel.component.seda.springboot.SedaComponentAutoConfiguration";
    private static final String SEDA_TYPES = "org.apache.camel.component.seda.springboot.SedaComponentConverter";
    private static final String XPATH = "org.apache.camel.language.xpath.springboot.XPathLanguageAutoConfiguration";
    private static final String VAULT = "org.apache.camel.spring.boot.vault.AwsVaultAutoConfiguration";

    private final StandardEnvironment environment = new StandardEnvironment();

    @Test
    void a_part_without_settings_is_left_out() {
        assertThat(wanted(SEDA)).isFalse();
        assertThat(wanted(SEDA_TYPES)).isFalse();
        assertThat(wanted(XPATH)).isFalse();
        assertThat(wanted(VAULT)).isFalse();
    }

    @Test
    void one_setting_brings_its_part_back_and_no_other() {
        set("camel.component.seda.queue-size", "10");

        assertThat(wanted(SEDA)).isTrue();
        assertThat(wanted(SEDA_TYPES)).isTrue();
        assertThat(wanted(XPATH)).isFalse();
    }

    @Test
    void names_of_several_words_are_found_as_people_write_them() {
        String part = "org.apache.camel.language.property.springboot.ExchangePropertyLanguageAutoConfiguration";
        set("camel.language.exchange-property.trim", "false");

        assertThat(wanted(part)).isTrue();
    }

    @Test
    void an_environment_variable_is_a_setting() {
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "test-systemEnvironment", Map.of("CAMEL_COMPONENT_SEDA_QUEUESIZE", "10")));

        assertThat(wanted(SEDA)).isTrue();
    }

    @Test
    void what_does_more_than_to_carry_settings_stays() {
        assertThat(wanted("org.apache.camel.spring.boot.CamelAutoConfiguration"))
                .isTrue();
        assertThat(wanted("org.apache.camel.component.resilience.springboot.ResilienceAutoConfiguration"))
                .isTrue();
        assertThat(wanted("org.apache.camel.component.platform.http.springboot.PlatformHttpComponentAutoConfiguration"))
                .isTrue();
        assertThat(wanted("org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration"))
                .isTrue();
    }

    @Test
    void of_the_real_ones_each_that_is_left_out_is_of_camel() {
        List<String> all = ImportCandidates.load(AutoConfiguration.class, null).getCandidates();

        List<String> out = all.stream().filter(name -> !wanted(name)).toList();

        assertThat(out).hasSizeGreaterThan(40).allMatch(name -> name.startsWith("org.apache.camel."));
        assertThat(out)
                .doesNotContain(
                        "org.apache.camel.component.micrometer.springboot.metrics.CamelMetricsAutoConfiguration");
    }

    private void set(String name, String value) {
        environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of(name, value)));
    }

    private boolean wanted(String autoConfiguration) {
        ConfigurationPropertySources.attach(environment);
        UnsetParts filter = new UnsetParts();
        filter.setEnvironment(environment);
        return filter.match(new String[] {autoConfiguration}, mock(AutoConfigurationMetadata.class))[0];
    }
}

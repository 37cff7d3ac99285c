package dev.referee.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class TwinControllerTest {

    private Twin twin;
    private MockMvc http;

    @BeforeEach
    void start() throws IOException {
        twin = Twin.start(TwinOptions.usual().withGateway(URI.create("http://127.0.0.1:1")));
        http = MockMvcBuilders.standaloneSetup(new TwinController(twin)).build();
    }

    @AfterEach
    void stop() {
        twin.close();
    }

    @Test
    void the_catalogue_names_switches_values_guesses_and_presets() throws Exception {
        http.perform(get("/twin/faults"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.switches[?(@.key=='refer')].default").value("WORKS"))
                .andExpect(jsonPath("$.switches[?(@.key=='refer')].values[?(@.value=='LATE')].assumption")
                        .value(true))
                .andExpect(jsonPath("$.switches[?(@.key=='dialActionOnRedirect')].assumption")
                        .value(true))
                .andExpect(jsonPath("$.presets[?(@.name=='silent-refer')].script.refer")
                        .value("SILENT"));
    }

    @Test
    void a_call_is_placed_listed_and_told() throws Exception {
        http.perform(post("/twin/calls")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"preset\":\"silent-refer\",\"from\":\"+61400000009\"}"))
                .andExpect(status().isAccepted())
                .andExpect(jsonPath("$.id").value("call-1"))
                .andExpect(jsonPath("$.parentSid").value(twin.calls().get(0).parentSid()));
        assertThat(twin.calls().get(0).awaitOver(Duration.ofSeconds(10))).isTrue();

        http.perform(get("/twin/calls")).andExpect(jsonPath("$[0].over").value(true));
        http.perform(get("/twin/calls/call-1"))
                .andExpect(jsonPath("$.owners[0].kind").value("CALLING"))
                .andExpect(jsonPath("$.complaints[0]").value(org.hamcrest.Matchers.startsWith("11200")));
        http.perform(get("/twin/violations")).andExpect(jsonPath("$.length()").value(1));
    }

    @Test
    void errors_are_problems_that_name_the_valid_values() throws Exception {
        http.perform(post("/twin/calls").contentType(MediaType.APPLICATION_JSON).content("{\"refer\":\"MAYBE\"}"))
                .andExpect(status().isBadRequest())
                .andExpect(content().contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(jsonPath("$.detail").value(org.hamcrest.Matchers.containsString("SILENT")));
        http.perform(get("/twin/calls/nobody")).andExpect(status().isNotFound());
    }

    @Test
    void the_profile_decides_whether_there_is_a_twin() {
        try (var context = new AnnotationConfigApplicationContext()) {
            context.setEnvironment(new MockEnvironment()
                    .withProperty("referee.twin.port", "0")
                    .withProperty("referee.twilio.auth-token", "secret"));
            context.getEnvironment().setActiveProfiles("twin");
            context.register(TwinConfiguration.class, TwinController.class);
            context.refresh();

            assertThat(context.getBean(Twin.class).options().twilio().authToken())
                    .isEqualTo("secret");
            assertThat(context.getBeansOfType(TwinController.class)).hasSize(1);
        }
        try (var context = new AnnotationConfigApplicationContext(TwinConfiguration.class, TwinController.class)) {
            assertThat(context.getBeansOfType(Twin.class)).isEmpty();
        }
    }

    @Test
    void a_taken_port_is_told_by_the_words_that_spring_boot_prints_in_one_line() {
        MockEnvironment environment =
                new MockEnvironment().withProperty("referee.twin.port", Integer.toString(twin.port()));

        assertThatThrownBy(() -> new TwinConfiguration()
                        .twin(environment, new StaticListableBeanFactory().getBeanProvider(TwinTime.class)))
                .isInstanceOfSatisfying(
                        PortInUseException.class, e -> assertThat(e.getPort()).isEqualTo(twin.port()));
    }
}

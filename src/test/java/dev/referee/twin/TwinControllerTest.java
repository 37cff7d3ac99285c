package dev.referee.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
        http.perform(post("/twin/calls").contentType(MediaType.APPLICATION_JSON).content("{\"modelFails\":\"SULKS\"}"))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.detail")
                        .value(org.hamcrest.Matchers.startsWith("modelFails: 'SULKS' is not one of WORKS")));
        http.perform(get("/twin/calls/nobody")).andExpect(status().isNotFound());
    }

    @Test
    void a_stream_places_its_mix_evenly_and_each_caller_has_a_number_of_his_own() throws Exception {
        http.perform(get("/twin/stream")).andExpect(status().isNoContent());

        http.perform(post("/twin/stream")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("""
                        {"perSecond":20,"seconds":1,"mix":[
                          {"share":6,"preset":"refer-works"},{"share":3,"preset":"silent-refer"},
                          {"share":1,"preset":"anonymous"}]}"""))
                .andExpect(status().isAccepted())
                .andExpect(jsonPath("$.total").value(20));
        await().untilAsserted(() -> http.perform(get("/twin/stream"))
                .andExpect(jsonPath("$.running").value(false))
                .andExpect(jsonPath("$.placed").value(20))
                .andExpect(jsonPath("$.refused").value(0)));

        assertThat(twin.calls())
                .extracting(call -> call.script().get(Switches.REFER))
                .filteredOn(Faults.Refer.SILENT::equals)
                .hasSize(6);
        assertThat(twin.calls())
                .extracting(call -> call.script().get(Switches.FROM))
                .contains("anonymous")
                .filteredOn(from -> !from.equals("anonymous"))
                .hasSize(18)
                .doesNotHaveDuplicates();
        http.perform(get("/twin/calls?limit=3"))
                .andExpect(jsonPath("$.length()").value(3))
                .andExpect(jsonPath("$[0].id").value("call-20"));
    }

    @Test
    void a_stream_can_be_stopped_and_there_is_one_at_a_time() throws Exception {
        String endless = "{\"perSecond\":1,\"seconds\":600}";
        http.perform(post("/twin/stream")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(endless))
                .andExpect(status().isAccepted());

        http.perform(post("/twin/stream")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(endless))
                .andExpect(status().isServiceUnavailable());
        http.perform(delete("/twin/stream")).andExpect(jsonPath("$.running").value(false));

        http.perform(post("/twin/stream")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(endless))
                .andExpect(status().isAccepted());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"perSecond\":21,\"seconds\":1}",
                "{\"perSecond\":1,\"seconds\":601}",
                "{\"perSecond\":0,\"seconds\":1}",
                "{\"perSecond\":1,\"seconds\":1,\"mix\":[{\"share\":0}]}",
                "{\"perSecond\":1,\"seconds\":1,\"mix\":[{\"preset\":\"no-such\"}]}",
                "{\"perSecond\":1,\"seconds\":1,\"mix\":[7]}",
                "[]"
            })
    void a_stream_beyond_its_bounds_is_refused(String order) throws Exception {
        http.perform(post("/twin/stream")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(order))
                .andExpect(status().isBadRequest());
        http.perform(get("/twin/stream")).andExpect(status().isNoContent());
    }

    @Test
    void what_a_stream_places_beyond_the_twins_limit_is_counted() throws Exception {
        try (Twin small = Twin.start(TwinOptions.usual()
                .withGateway(URI.create("http://127.0.0.1:1"))
                .withCallsMax(0))) {
            small.stream(new StreamOrder(10, 1, List.of(new StreamOrder.Share(CallScript.usual(), 1))));

            await().until(() -> !small.stream().state().running());
            assertThat(small.stream().state()).isEqualTo(new CallStream.State(false, 10, 0, 10));
        }
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

package dev.referee.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.preflight.Finding.Level;
import dev.referee.testkit.FreePort;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each check over vendors that are right, and with one thing bent. */
class CheckupsTest {

    private Vendors vendors;

    @BeforeEach
    void start() throws Exception {
        vendors = new Vendors();
    }

    @AfterEach
    void stop() {
        vendors.close();
    }

    private List<Finding> run(Check check) throws Exception {
        List<Finding> found = check.run(vendors.surroundings());
        assertThat(found).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.toString())
                    .doesNotContain("hunter2")
                    .doesNotContain("491570006")
                    .doesNotContain("290000000")
                    .doesNotContain("\n");
            assertThat(finding.level() == Level.OK).isEqualTo(finding.remedy() == null);
        });
        return found;
    }

    private static void has(List<Finding> found, Level level, String what) {
        assertThat(found).as(found::toString).anySatisfy(finding -> assertThat(
                        finding.level().word() + " " + finding)
                .startsWith(level.word())
                .contains(what));
    }

    private static void allOk(List<Finding> found) {
        assertThat(found).as(found::toString).extracting(Finding::level).containsOnly(Level.OK);
    }

    // ---- OpenAI

    @Test
    void a_key_that_is_taken_is_fine() throws Exception {
        allOk(run(new OpenAiCheckup()));
    }

    @ParameterizedTest
    @CsvSource({
        "401, ERROR, referee.openai.api-key",
        "403, WARNING, permissions",
        "404, ERROR, referee.openai.base-url",
        "429, WARNING, budget",
        "503, WARNING, status.openai.com"
    })
    void what_openai_answers_says_which_setting_is_wrong(int status, Level level, String word) throws Exception {
        vendors.models(status, "{}");

        has(run(new OpenAiCheckup()), level, word);
    }

    @Test
    void openai_that_is_not_reached_is_an_error() throws Exception {
        vendors.with("referee.openai.base-url", "http://127.0.0.1:" + FreePort.find() + "/v1");

        has(run(new OpenAiCheckup()), Level.ERROR, "the connection was refused");
    }

    @Test
    void a_model_that_the_project_does_not_have_is_named() throws Exception {
        vendors.with("referee.agents.sales.model", "gpt-unknown");

        has(run(new OpenAiCheckup()), Level.WARNING, "gpt-unknown of agent sales");
    }

    /** What becomes of a wrong one, {@link ClocksTest} tells. */
    @Test
    void both_vendors_say_what_time_it_is() throws Exception {
        for (Check check : List.of(new OpenAiCheckup(), new TwilioCheckup())) {
            assertThat(run(check))
                    .filteredOn(each -> each.check().equals("clock"))
                    .hasSize(1);
        }
    }

    // ---- secrets

    @Test
    void secrets_of_the_usual_form_are_fine() throws Exception {
        allOk(run(new SecretsCheckup()));
    }

    @ParameterizedTest
    @CsvSource({
        "referee.openai.api-key, hunter2, WARNING, sk-",
        "referee.openai.webhook-secret, hunter2, ERROR, whsec_",
        "referee.openai.webhook-secret, whsec_hunter2!, ERROR, base64",
        "referee.openai.webhook-secret, whsec_aGk=, ERROR, not of 2",
        "referee.openai.project-id, org-1, ERROR, proj_"
    })
    void a_secret_of_another_form_is_named_and_not_shown(String property, String value, Level level, String word)
            throws Exception {
        vendors.with(property, value);

        has(run(new SecretsCheckup()), level, word);
    }

    // ---- Twilio

    @Test
    void an_active_account_is_fine() throws Exception {
        allOk(run(new TwilioCheckup()));
    }

    @ParameterizedTest
    @CsvSource({
        "401, ERROR, referee.twilio.auth-token",
        "404, ERROR, no such account",
        "500, WARNING, Twilio answers 500"
    })
    void what_twilio_answers_says_which_setting_is_wrong(int status, Level level, String word) throws Exception {
        vendors.account(status, "{\"code\":20003,\"message\":\"Authenticate\",\"status\":" + status + "}");

        has(run(new TwilioCheckup()), level, word);
    }

    @Test
    void a_suspended_account_is_an_error_and_a_trial_is_a_warning() throws Exception {
        vendors.account(200, "{\"sid\":\"x\",\"status\":\"suspended\",\"type\":\"Full\"}");
        has(run(new TwilioCheckup()), Level.ERROR, "suspended");

        vendors.account(200, "{\"sid\":\"x\",\"status\":\"active\",\"type\":\"Trial\"}");
        has(run(new TwilioCheckup()), Level.WARNING, "only verified numbers");
    }

    @Test
    void an_api_key_that_is_not_taken_is_told_apart_from_the_token() throws Exception {
        vendors.with("referee.twilio.api-key", "SK1")
                .with("referee.twilio.api-secret", "hunter2")
                .numbers(401, "");

        List<Finding> found = run(new TwilioCheckup());

        has(found, Level.ERROR, "api-key with api-secret");
        has(found, Level.OK, "takes the credentials");
    }

    @Test
    void twilio_that_is_not_reached_is_an_error() throws Exception {
        vendors.with("referee.twilio.base-url", "http://127.0.0.1:" + FreePort.find());

        has(run(new TwilioCheckup()), Level.ERROR, "Twilio is not reached");
    }

    // ---- numbers

    private Vendors one(String voice, String method, String trunk, String application, String status) {
        return vendors.numbers(200, Vendors.number("+61290000000", voice, method, trunk, application, status));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#ct=2000&rt=5000&tt=15000&rc=5&rp=ct,rt,5xx"})
    void a_number_that_leads_here_is_fine_with_and_without_connection_overrides(String fragment) throws Exception {
        String leg = vendors.url() + "/twilio/caller-leg";
        one(vendors.url() + "/twiml/inbound" + fragment, "POST", null, null, leg + fragment);

        allOk(run(new NumbersCheckup()));
    }

    @Test
    void a_trunk_that_steals_the_number_is_an_error() throws Exception {
        one(vendors.url() + "/twiml/inbound", "POST", "TK1", null, null);

        has(run(new NumbersCheckup()), Level.ERROR, "SIP trunk TK1, so its voice URL is ignored");
    }

    @Test
    void an_application_that_has_the_number_is_an_error() throws Exception {
        one(vendors.url() + "/twiml/inbound", "POST", null, "AP1", null);

        has(run(new NumbersCheckup()), Level.ERROR, "TwiML app AP1");
    }

    @Test
    void a_wrong_path_or_method_is_an_error_and_a_query_is_not_shown() throws Exception {
        one(vendors.url() + "/inbound?key=hunter2", "POST", null, null, null);
        has(run(new NumbersCheckup()), Level.ERROR, "leads to " + vendors.url() + "/inbound;");

        one(vendors.url() + "/twiml/inbound", "GET", null, null, null);
        has(run(new NumbersCheckup()), Level.ERROR, "is fetched by GET");
    }

    @Test
    void without_a_status_callback_there_is_a_warning() throws Exception {
        one(vendors.url() + "/twiml/inbound", "POST", null, null, null);

        has(run(new NumbersCheckup()), Level.WARNING, "no status callback");
    }

    @Test
    void a_number_that_an_agent_names_must_be_there_and_lead_here() throws Exception {
        vendors.with("referee.agents.default.numbers[0]", "+61290000000")
                .with("referee.agents.default.numbers[1]", "+61291110000");
        one("https://other.example.com/voice", "POST", null, null, null);

        List<Finding> found = run(new NumbersCheckup());

        has(found, Level.ERROR, "names +61…00, which the account does not have");
        has(found, Level.ERROR, "+61…00 leads to https://other.example.com/voice");
    }

    @Test
    void numbers_that_serve_others_are_left_alone_but_one_must_lead_here() throws Exception {
        one("https://other.example.com/voice", "POST", null, null, null);

        List<Finding> found = run(new NumbersCheckup());

        assertThat(found).hasSize(1);
        has(found, Level.ERROR, "none of the account's 1 numbers leads here");
    }

    // ---- targets

    @Test
    void targets_in_a_country_that_may_be_called_are_fine() throws Exception {
        allOk(run(new TargetsCheckup()));
    }

    @Test
    void a_country_that_may_not_be_called_is_an_error_and_one_of_several_a_warning() throws Exception {
        vendors.permissions(200, "{\"name\":\"Australia\",\"low_risk_numbers_enabled\":false}");
        has(run(new TargetsCheckup()), Level.ERROR, "may not call +61 (Australia)");

        vendors.permissions(
                200,
                "{\"name\":\"Australia\",\"low_risk_numbers_enabled\":true},"
                        + "{\"name\":\"Christmas Island\",\"low_risk_numbers_enabled\":false}");
        has(run(new TargetsCheckup()), Level.WARNING, "not Christmas Island");
    }

    @Test
    void permissions_that_nobody_tells_are_a_hint() throws Exception {
        vendors.permissions(403, "");

        has(run(new TargetsCheckup()), Level.WARNING, "Geo permissions");
    }

    @Test
    void a_target_that_is_no_address_or_an_agents_own_number_is_an_error() throws Exception {
        vendors.with("referee.targets.odd.dial[0]", "front desk")
                .with("referee.agents.default.numbers[0]", "+61491570006");

        List<Finding> found = run(new TargetsCheckup());

        has(found, Level.ERROR, "target odd has an address that is none");
        has(found, Level.ERROR, "calls go in a circle");
    }

    @ParameterizedTest
    @CsvSource({"+12125550100, 1", "+79161234567, 7", "+61491570006, 61", "+353861234567, 353", "+85221234567, 852"})
    void the_calling_code_is_found(String number, String code) {
        assertThat(CallingCode.of(number)).isEqualTo(code);
    }

    // ---- operation

    @Test
    void without_an_admin_token_there_is_a_warning() throws Exception {
        has(run(new OperationCheckup()), Level.WARNING, "/api answers 403");

        vendors.with("referee.admin.token", "hunter2");
        allOk(run(new OperationCheckup()));
    }

    @Test
    void events_in_the_clear_are_a_warning_without_the_query() throws Exception {
        vendors.with("referee.admin.token", "x").with("referee.events.url", "http://hook.example.com/x?key=hunter2");

        has(run(new OperationCheckup()), Level.WARNING, "hook.example.com without TLS");
    }
}

package dev.referee.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ActiveProfiles;

/** The console as it is live, where only who knows the admin token comes in. Nothing is behind the vendors' addresses. */
@SpringBootTest(
        webEnvironment = WebEnvironment.DEFINED_PORT,
        properties = {
            "server.address=127.0.0.1",
            "referee.openai.api-key=sk-test",
            "referee.openai.webhook-secret=whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=",
            "referee.openai.project-id=proj_test",
            "referee.openai.base-url=http://127.0.0.1:9/v1",
            "referee.twilio.account-sid=AC0123456789abcdef0123456789abcdef",
            "referee.twilio.auth-token=token",
            "referee.twilio.base-url=http://127.0.0.1:9",
            "referee.admin.token=open-sesame-open-sesame"
        })
@ActiveProfiles("live")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SignInIT extends PageTest {

    private void tryToken(String token) {
        page.getByLabel("Admin token").fill(token);
        button("Sign in").click();
    }

    @Test
    @Order(1)
    void who_knows_the_token_comes_in_and_goes_again() {
        go("calls");
        assertThat(heading()).hasText("Sign in");
        assertThat(page.locator("#nav")).isHidden();
        Look.at(page, "sign-in-1280-light");
        Page phone = open(390, ColorScheme.DARK);
        go(phone, "calls");
        Look.at(phone, "sign-in-390-dark");

        tryToken("open-sesame-open-sesame");
        assertThat(heading()).hasText("Calls");
        assertThat(link("Place calls")).hasCount(0);
        assertThat(page.evaluate("document.cookie")).isEqualTo("");
        List<Cookie> cookies = page.context().cookies();
        assertThat(cookies).extracting(each -> each.name).containsExactly("referee_session");
        page.reload();
        assertThat(heading()).hasText("Calls");

        button("Sign out").click();
        assertThat(heading()).hasText("Sign in");
        assertThat(page.context().cookies()).isEmpty();
        page.reload();
        assertThat(heading()).hasText("Sign in");
    }

    @Test
    @Order(2)
    void a_session_that_ends_meanwhile_leads_back_to_the_sign_in() {
        go("calls");
        tryToken("open-sesame-open-sesame");
        assertThat(heading()).hasText("Calls");

        page.context().clearCookies();
        page.getByLabel("State").selectOption("failed");

        assertThat(heading()).hasText("Sign in");
    }

    @Test
    @Order(3)
    void a_wrong_token_is_told_and_many_do_not_lock_out_the_right_one() {
        go("");
        tryToken("open-sesam");
        assertThat(text("This is not the admin token")).isVisible();
        assertThat(page.getByLabel("Admin token")).isFocused();

        for (int i = 0; i < 10; i++) {
            page.waitForResponse("**/api/session", () -> tryToken("guess"));
            assertThat(button("Sign in")).isEnabled();
        }

        tryToken("open-sesame-open-sesame");
        assertThat(heading()).hasText("Overview");
    }
}

package dev.referee.preflight;

import dev.referee.twilio.CarrierAccount;
import dev.referee.twilio.IncomingNumber;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether Twilio takes the credentials, how the account stands, and the clock. The account is asked with the auth token even
 * where there is an API key, because the token checks signatures, and a key of type standard may not ask.
 */
final class TwilioCheckup implements Check {

    static final String[] NEEDED = {"referee.twilio.account-sid", "referee.twilio.auth-token", "referee.twilio.base-url"
    };

    @Override
    public String name() {
        return "twilio";
    }

    /** The account as REST requests use it: by the API key, if there is one. */
    static CarrierAccount byRest(Surroundings settings) {
        String sid = settings.text("referee.twilio.account-sid").orElseThrow();
        String user = settings.text("referee.twilio.api-key").orElse(sid);
        String password = settings.text("referee.twilio.api-secret")
                .or(() -> settings.text("referee.twilio.auth-token"))
                .orElseThrow();
        return account(settings, user, password);
    }

    private static CarrierAccount account(Surroundings settings, String user, String password) {
        return new CarrierAccount(
                user,
                password,
                settings.text("referee.twilio.account-sid").orElseThrow(),
                settings.base("referee.twilio.base-url").orElseThrow(),
                Http.TIMEOUT);
    }

    @Override
    public List<Finding> run(Surroundings settings) {
        List<String> missing = settings.missing(NEEDED);
        if (!missing.isEmpty()) {
            return Surroundings.notChecked(name(), missing);
        }
        String sid = settings.text("referee.twilio.account-sid").orElseThrow();
        String token = settings.text("referee.twilio.auth-token").orElseThrow();
        CarrierAccount.Asked<CarrierAccount.State> asked =
                account(settings, sid, token).state();
        List<Finding> found = new ArrayList<>();
        found.add(account(asked, settings));
        if (settings.text("referee.twilio.api-key").isPresent()) {
            found.add(key(byRest(settings).numbers()));
        }
        found.addAll(Clocks.compare("Twilio's", asked.date(), asked.sent(), asked.received()));
        return found;
    }

    private Finding account(CarrierAccount.Asked<CarrierAccount.State> asked, Surroundings settings) {
        CarrierAccount.State state = asked.result();
        if (state != null) {
            return standing(state);
        }
        return switch (asked.status()) {
            case 0 ->
                Finding.error(
                        name(),
                        "Twilio is not reached at "
                                + settings.base("referee.twilio.base-url").orElseThrow() + ": " + asked.failure(),
                        "check referee.twilio.base-url (TWILIO_BASE_URL) and the way out: DNS, proxy, firewall");
            case 401, 403 ->
                Finding.error(
                        name(),
                        "Twilio does not take account-sid with auth-token (" + asked.status() + ")",
                        "take both from the Twilio console, Account Info, and set referee.twilio.account-sid and"
                                + " referee.twilio.auth-token (TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN); the primary token"
                                + " of this very account and region");
            case 404 ->
                Finding.error(
                        name(),
                        "Twilio has no such account (404)",
                        "check referee.twilio.account-sid (TWILIO_ACCOUNT_SID) and the region in referee.twilio.base-url");
            default ->
                Finding.warning(
                        name(),
                        "Twilio answers " + asked.status() + " " + asked.failure(),
                        "try again; if it stays, see status.twilio.com and referee.twilio.base-url");
        };
    }

    private Finding standing(CarrierAccount.State state) {
        if (!"active".equals(state.status())) {
            return Finding.error(
                    name(),
                    "the account is " + state.status(),
                    "have it activated in the Twilio console; until then no call is carried");
        }
        return "Trial".equalsIgnoreCase(state.type())
                ? Finding.warning(
                        name(),
                        "the account is a trial: only verified numbers can be called, and callers hear a message first",
                        "verify the numbers of the targets in the Twilio console, or upgrade the account")
                : Finding.ok(name(), "Twilio takes the credentials, and the account is active");
    }

    private Finding key(CarrierAccount.Asked<List<IncomingNumber>> asked) {
        return asked.status() == 401 || asked.status() == 403
                ? Finding.error(
                        name(),
                        "Twilio does not take api-key with api-secret (" + asked.status() + ")",
                        "make a key in the Twilio console, API keys, and set referee.twilio.api-key and"
                                + " referee.twilio.api-secret (TWILIO_API_KEY, TWILIO_API_SECRET), or neither")
                : asked.result() != null
                        ? Finding.ok(name(), "Twilio takes the API key")
                        : Finding.warning(
                                name(), "Twilio did not say whether it takes the API key", "run the preflight again");
    }
}

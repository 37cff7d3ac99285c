package dev.referee.twilio;

import com.twilio.base.Page;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.Account;
import com.twilio.rest.api.v2010.account.IncomingPhoneNumber;
import com.twilio.rest.voice.v1.dialingpermissions.Country;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the preflight asks of Twilio: the account, its numbers, and which countries it may call. Only reads; each call
 * sends one request and blocks for at most the timeout; failures are values. Thread-safe.
 */
public final class CarrierAccount {

    /** Numbers and countries beyond it are not seen. */
    public static final int PAGE = 1000;

    private final CarrierRest rest;
    private final String accountSid;
    private final URI base;

    /**
     * The account as one user sees it.
     *
     * @param user API key, or the account's id
     * @param password the key's secret, or the auth token
     * @param baseUrl as {@code referee.twilio.base-url}
     */
    public CarrierAccount(String user, String password, String accountSid, String baseUrl, Duration timeout) {
        this.rest = new CarrierRest(user, password, accountSid, timeout, timeout);
        this.accountSid = accountSid;
        this.base = URI.create(baseUrl);
    }

    /** How the account stands. An API key of type standard may not ask this. */
    public Asked<State> state() {
        return ask(
                base,
                client -> Account.fetcher(accountSid).fetch(client),
                account -> new State(text(account.getStatus()), text(account.getType())));
    }

    /** The account's numbers, at most {@value #PAGE}. */
    public Asked<List<IncomingNumber>> numbers() {
        return ask(
                base,
                client -> IncomingPhoneNumber.reader(accountSid).pageSize(PAGE).firstPage(client),
                page -> page.getRecords().stream().map(CarrierAccount::number).toList());
    }

    /**
     * The countries of a calling code and whether ordinary numbers there may be called (voice geographic permissions). The
     * SDK's address is {@code voice.twilio.com}; of another base the same host is asked.
     */
    public Asked<List<Permission>> permissions(String callingCode) {
        return ask(
                voiceBase(base),
                client -> Country.reader()
                        .setCountryCode(callingCode)
                        .setPageSize((long) PAGE)
                        .firstPage(client),
                CarrierAccount::permissions);
    }

    static URI voiceBase(URI base) {
        String host = Objects.requireNonNullElse(base.getHost(), "");
        boolean twilio = host.startsWith("api.") && host.endsWith("twilio.com");
        return twilio ? URI.create("https://voice.twilio.com") : base;
    }

    private static List<Permission> permissions(Page<Country> page) {
        return page.getRecords().stream()
                .map(country -> new Permission(
                        String.valueOf(country.getName()), Boolean.TRUE.equals(country.getLowRiskNumbersEnabled())))
                .toList();
    }

    private static IncomingNumber number(IncomingPhoneNumber of) {
        return new IncomingNumber(
                of.getPhoneNumber() == null
                        ? ""
                        : String.valueOf(of.getPhoneNumber().getEndpoint()),
                text(of.getVoiceUrl()),
                text(of.getVoiceMethod()),
                text(of.getTrunkSid()),
                text(of.getVoiceApplicationSid()),
                text(of.getStatusCallback()));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null || value.toString().isBlank() ? null : value.toString();
    }

    private <T, R> Asked<R> ask(URI where, Function<TwilioRestClient, T> request, Function<T, R> read) {
        Instant sent = Instant.now();
        CarrierRest.Outcome<R> outcome = rest.send(where, request.andThen(read));
        return new Asked<>(
                outcome.answer() == null ? 0 : outcome.answer().getStatusCode(),
                outcome.result(),
                failure(outcome),
                outcome.date(),
                sent,
                Instant.now());
    }

    private static String failure(CarrierRest.Outcome<?> outcome) {
        if (outcome.failure() == null) {
            return "";
        }
        return outcome.answer() == null
                ? outcome.failure().getClass().getSimpleName()
                : "an answer that is none of Twilio's";
    }

    /** {@code active}, {@code suspended} or {@code closed}; {@code Full} or {@code Trial}. */
    public record State(@Nullable String status, @Nullable String type) {}

    /** A country by name. */
    public record Permission(String country, boolean allowed) {}

    /**
     * How a question ended.
     *
     * @param status of the answer; 0 without one
     * @param result null unless the answer was good
     * @param failure why there is no result, in a word; never holds a secret
     * @param date the answer's header {@code Date}
     * @param sent when it was asked
     * @param received when it was answered
     */
    public record Asked<T>(
            int status,
            @Nullable T result,
            String failure,
            @Nullable String date,
            Instant sent,
            Instant received) {}
}

package dev.referee.preflight;

import dev.referee.route.Entry;
import dev.referee.twilio.CarrierAccount;
import dev.referee.twilio.IncomingNumber;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the account's numbers lead here (facts/twilio-voice.md §1): those that agents name, and those whose voice URL has
 * our host. Other numbers of the account may serve others.
 */
final class NumbersCheckup implements Check {

    @Override
    public String name() {
        return "numbers";
    }

    @Override
    public List<Finding> run(Surroundings settings) {
        List<String> missing = new ArrayList<>(settings.missing(TwilioCheckup.NEEDED));
        missing.addAll(settings.missing("referee.public-url"));
        if (!missing.isEmpty()) {
            return Surroundings.notChecked(name(), missing);
        }
        CarrierAccount.Asked<List<IncomingNumber>> asked =
                TwilioCheckup.byRest(settings).numbers();
        if (asked.result() == null) {
            return List.of(Finding.warning(
                    name(),
                    "the account's numbers are not known: Twilio answers "
                            + (asked.status() == 0 ? "nothing" : asked.status()),
                    "see twilio above"));
        }
        return judge(
                asked.result(),
                settings.agentNumbers(),
                settings.base("referee.public-url").orElseThrow());
    }

    List<Finding> judge(List<IncomingNumber> numbers, Set<String> named, String publicUrl) {
        Map<String, IncomingNumber> byNumber = numbers.stream()
                .collect(Collectors.toMap(IncomingNumber::number, Function.identity(), (first, second) -> first));
        String inbound = publicUrl + Entry.TWIML_INBOUND.path();
        List<Finding> found = new ArrayList<>();
        for (String number : named) {
            if (!byNumber.containsKey(number)) {
                found.add(Finding.error(
                        name(),
                        "an agent names " + number + ", which the account does not have",
                        numbers.size() >= CarrierAccount.PAGE
                                ? "only the account's first " + CarrierAccount.PAGE + " numbers were seen; look it up"
                                : "buy or port it in the Twilio console, or correct referee.agents.….numbers"));
            }
        }
        int others = 0;
        boolean any = false;
        for (IncomingNumber number : numbers) {
            if (!named.contains(number.number()) && !hasHost(number.voiceUrl(), publicUrl)) {
                others++;
            } else {
                any |= isRight(number, inbound);
                found.addAll(judge(number, inbound, publicUrl + Entry.TWILIO_CALLER_LEG.path()));
            }
        }
        if (!any) {
            found.add(Finding.error(
                    name(),
                    "none of the account's " + numbers.size() + " numbers leads here",
                    "Twilio console, Phone Numbers, the number, Voice: a call comes in, webhook " + inbound
                            + ", HTTP POST"));
        } else if (others > 0) {
            found.add(Finding.ok(name(), "other numbers of the account that lead elsewhere: " + others));
        }
        return found;
    }

    private static boolean isRight(IncomingNumber number, String inbound) {
        return number.trunkSid() == null
                && number.applicationSid() == null
                && inbound.equals(withoutFragment(number.voiceUrl()))
                && !"GET".equalsIgnoreCase(number.voiceMethod());
    }

    private List<Finding> judge(IncomingNumber number, String inbound, String status) {
        String which = number.number();
        String console = "Twilio console, Phone Numbers, " + which + ", Voice: ";
        if (number.trunkSid() != null) {
            return List.of(Finding.error(
                    name(),
                    which + " belongs to the SIP trunk " + number.trunkSid() + ", so its voice URL is ignored",
                    console + "take it out of the trunk, then set the webhook " + inbound
                            + "; without our document there is no proof of a transfer, and no way back"));
        }
        if (number.applicationSid() != null) {
            return List.of(Finding.error(
                    name(),
                    which + " belongs to the TwiML app " + number.applicationSid() + ", whose address counts",
                    console + "configure with Webhook instead of TwiML App, and set " + inbound));
        }
        if (!inbound.equals(withoutFragment(number.voiceUrl()))) {
            String to = number.voiceUrl() == null ? "nowhere" : "to " + withoutQuery(number.voiceUrl());
            return List.of(Finding.error(
                    name(), which + " leads " + to, console + "set the webhook " + inbound + ", HTTP POST"));
        }
        if ("GET".equalsIgnoreCase(number.voiceMethod())) {
            return List.of(Finding.error(name(), which + " is fetched by GET", console + "choose HTTP POST"));
        }
        List<Finding> found = new ArrayList<>(List.of(Finding.ok(name(), which + " leads here")));
        if (!status.equals(withoutFragment(number.statusCallback()))) {
            found.add(Finding.warning(
                    name(),
                    which + " has no status callback here, so a hang-up is noticed late",
                    console + "set call status changes to " + status + ", HTTP POST"));
        }
        return found;
    }

    private static @Nullable String withoutFragment(@Nullable String url) {
        return url == null ? null : url.split("#", 2)[0];
    }

    /** A query may hold somebody's key. */
    private static String withoutQuery(String url) {
        return url.split("[?#]", 2)[0];
    }

    private static boolean hasHost(@Nullable String url, String publicUrl) {
        try {
            return url != null
                    && Objects.equals(
                            URI.create(url).getHost(), URI.create(publicUrl).getHost());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}

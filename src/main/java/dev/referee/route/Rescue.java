package dev.referee.route;

import dev.referee.config.RefereeSettings;
import dev.referee.twilio.CallbackForm;
import dev.referee.twilio.TwiML;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The document for a caller whose request cannot be answered now, because the database is away, this node is stopping or it
 * has too much to do. The carrier does not repeat a request that fails: it drops the caller (facts/twilio-voice.md §1). So
 * the caller waits a second, and the carrier asks the same again, of whichever node it reaches. What the carrier says only once, such as how a Dial ended, goes along in the address,
 * which the carrier signs. The turns are bounded; then there is an apology.
 */
@Component
public class Rescue {

    /** Form fields of Dial's action and referUrl that a Redirect would lose. */
    private static final Set<String> ONCE = Set.of(
            "DialCallStatus",
            "DialBridged",
            "DialSipResponseCode",
            "SipResponseCode",
            "ErrorCode",
            "ReferTransferTarget");

    private static final Set<String> DOCUMENTS =
            Set.of("inbound", "agent-ended", "refer", "transfer", "transfer-ended", "wait", "voicemail-ended");

    /** Documents for a human who has picked up, while the caller hears ringing. */
    private static final Set<String> WHISPERS = Set.of("/twiml/whisper", "/twiml/whispered");

    /** The form field of a whisper's end that a Redirect would lose. */
    private static final String KEY = "Digits";

    private static final String TURN = "again";
    private static final int VALUE_MAX = 300;

    /** A caller whom nobody has answered yet waits about a minute at most; whoever was talking, several. */
    private static final int TURNS_NEW = 20;

    private static final int TURNS = 100;

    private final RefereeSettings settings;

    Rescue(RefereeSettings settings) {
        this.settings = settings;
    }

    /** Whether the answer to this path is a document, which decides what becomes of a caller. */
    public static boolean isDocument(String path) {
        return WHISPERS.contains(path)
                || path.startsWith("/twiml/") && DOCUMENTS.contains(path.substring("/twiml/".length()));
    }

    /** Ask again in a second; after too many turns an apology. Empty for a path that is no document. */
    public Optional<String> document(String path, Map<String, String> query, @Nullable CallbackForm form) {
        if (!isDocument(path)) {
            return Optional.empty();
        }
        int turn = turn(query) + 1;
        boolean whisper = WHISPERS.contains(path);
        if (turn > (whisper || path.equals("/twiml/inbound") ? TURNS_NEW : TURNS)) {
            return Optional.of(whisper ? TwiML.hangup() : TwiML.apology(Documents.APOLOGY));
        }
        Map<String, String> next = new LinkedHashMap<>(query);
        if (form != null) {
            Stream.concat(ONCE.stream(), whisper ? Stream.of(KEY) : Stream.empty())
                    .forEach(name -> form.first(name)
                            .filter(value -> value.length() <= VALUE_MAX)
                            .ifPresent(value -> next.put(name, value)));
        }
        next.put(TURN, Integer.toString(turn));
        String text = next.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
        return Optional.of(TwiML.wait(settings.url(path + "?" + text).toString()));
    }

    /** The form with what an earlier turn took along; what the carrier says now wins. */
    static CallbackForm whole(CallbackForm form, Map<String, String> query) {
        if (!query.containsKey(TURN)) {
            return form;
        }
        List<CallbackForm.Field> fields = new ArrayList<>(form.fields());
        Stream.concat(ONCE.stream(), Stream.of(KEY))
                .filter(query::containsKey)
                .filter(name -> form.first(name).isEmpty())
                .forEach(name -> fields.add(new CallbackForm.Field(name, query.get(name))));
        return new CallbackForm(fields);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static int turn(Map<String, String> query) {
        String turn = query.getOrDefault(TURN, "0");
        return turn.matches("[0-9]{1,4}") ? Integer.parseInt(turn) : TURNS;
    }
}

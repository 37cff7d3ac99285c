package dev.referee.bench.micro;

import dev.referee.openai.WebhookVerifier;
import dev.referee.twilio.CallbackForm;
import dev.referee.twilio.TwilioSignature;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The signatures of both sides, right and wrong; beside one bare MAC over the same bytes, with a key that is set up already. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SignatureBenchmark {

    private static final String ID = "wh_685c059ad39c8190b1a5a1b3c8e8a2cd";
    private static final String SECONDS = "1782028800";
    private static final byte[] SECRET = "a secret of thirty-two bytes....".getBytes(StandardCharsets.UTF_8);

    /** An announced call (facts/openai-realtime-sip.md §1.2). */
    private static final byte[] EVENT = """
            {"object":"event","id":"evt_685c059ae3a481909bdc86819b066fb6","type":"realtime.call.incoming","created_at":1782028800,\
            "data":{"call_id":"rtc_u0_CkR2j9YbFx5zTn8HqMw4s","sip_media_security":"srtp","sip_headers":[{"name":"From","value":\
            "<sip:+61491570006@voice.example.com>;tag=a1"},{"name":"To","value":\
            "<sip:proj_example@sip.api.openai.com;transport=tls>"},{"name":"X-Referee-Call","value":\
            "v1.CA0123456789abcdef0123456789abcdef.Vd83nf0sTQ.1782028860.q1T8yJm4Zr0oKp3tHb6WyXf7KcDw2yXn7EiBk9PmT7p"},\
            {"name":"Call-ID","value":"0001@voice.example.com"}]}}""".getBytes(StandardCharsets.UTF_8);

    private static final String URL = "https://voice.example.com/twilio/target-leg?t=t-aaaaaaaaaaaaaaaaaaaaaaaaaa&n=0";

    /** A status callback (facts/twilio-voice.md §3.4). */
    private static final Map<String, String> FIELDS = new TreeMap<>(Map.ofEntries(
            Map.entry("AccountSid", "AC0123456789abcdef0123456789abcdef"),
            Map.entry("ApiVersion", "2010-04-01"),
            Map.entry("CallSid", "CA1123456789abcdef0123456789abcdef"),
            Map.entry("CallStatus", "in-progress"),
            Map.entry("CallbackSource", "call-progress-events"),
            Map.entry("Called", "+61420351258"),
            Map.entry("CalledCountry", "AU"),
            Map.entry("Caller", "+61491570006"),
            Map.entry("CallerCountry", "AU"),
            Map.entry("Direction", "outbound-dial"),
            Map.entry("From", "+61491570006"),
            Map.entry("FromCountry", "AU"),
            Map.entry("ParentCallSid", "CA0123456789abcdef0123456789abcdef"),
            Map.entry("SequenceNumber", "2"),
            Map.entry("Timestamp", "Sun, 21 Jun 2026 08:00:00 +0000"),
            Map.entry("To", "+61420351258"),
            Map.entry("ToCountry", "AU")));

    private WebhookVerifier openai;
    private Mac openaiMac;
    private byte[] openaiBytes;
    private String openaiGood;
    private String openaiBad;

    private TwilioSignature twilio;
    private Mac twilioMac;
    private byte[] twilioBytes;
    private byte[] form;
    private String twilioGood;
    private String twilioBad;

    @Setup
    public void openai() throws GeneralSecurityException {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(Long.parseLong(SECONDS)), ZoneOffset.UTC);
        openai = new WebhookVerifier("whsec_" + Base64.getEncoder().encodeToString(SECRET), clock);
        openaiMac = mac("HmacSHA256", SECRET);
        openaiBytes =
                (ID + "." + SECONDS + "." + new String(EVENT, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        openaiGood = "v1," + Base64.getEncoder().encodeToString(openaiBare());
        openaiBad = "v1," + Base64.getEncoder().encodeToString(new byte[32]);
        expect(openaiGood() == WebhookVerifier.Result.VALID && openaiBad() == WebhookVerifier.Result.WRONG_SIGNATURE);
    }

    @Setup
    public void twilio() throws GeneralSecurityException {
        twilio = new TwilioSignature(new String(SECRET, StandardCharsets.UTF_8));
        twilioMac = mac("HmacSHA1", SECRET);
        form = FIELDS.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.UTF_8);
        twilioBytes = FIELDS.entrySet().stream()
                .map(field -> field.getKey() + field.getValue())
                .collect(Collectors.joining("", URL, ""))
                .getBytes(StandardCharsets.UTF_8);
        twilioGood = twilio.sign(URL, CallbackForm.parse(form));
        twilioBad = Base64.getEncoder().encodeToString(new byte[20]);
        expect(twilioGood.equals(Base64.getEncoder().encodeToString(twilioBare())));
        expect(twilioGood() && !twilioBad());
    }

    @Benchmark
    public WebhookVerifier.Result openaiGood() {
        return openai.verify(List.of(ID), List.of(SECONDS), List.of(openaiGood), EVENT);
    }

    @Benchmark
    public WebhookVerifier.Result openaiBad() {
        return openai.verify(List.of(ID), List.of(SECONDS), List.of(openaiBad), EVENT);
    }

    @Benchmark
    public byte[] openaiBare() {
        return openaiMac.doFinal(openaiBytes);
    }

    @Benchmark
    public boolean twilioGood() {
        return twilio.isValid(URL, form, twilioGood);
    }

    @Benchmark
    public boolean twilioBad() {
        return twilio.isValid(URL, form, twilioBad);
    }

    @Benchmark
    public byte[] twilioBare() {
        return twilioMac.doFinal(twilioBytes);
    }

    private static Mac mac(String algorithm, byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac;
    }

    private static void expect(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the samples are not what they are meant to be");
        }
    }
}

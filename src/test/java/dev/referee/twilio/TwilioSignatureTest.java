package dev.referee.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.twilio.security.RequestValidator;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of facts/twilio-voice.md §2, and Twilio's own SDK as an oracle. */
class TwilioSignatureTest {

    private static final String URL = "https://mycompany.com/myapp.php?foo=1&bar=2";
    private static final byte[] FORM =
            utf8("Digits=1234&CallSid=CA1234567890ABCDE&To=%2B18005551212&Caller=%2B14158675309&From=%2B14158675309");
    private static final String SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
    private static final String JSON = "{\"property\": \"value\", \"boolean\": true}";
    private static final String JSON_URL =
            URL + "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    private static final String JSON_SIGNATURE = "a9nBmqA0ju/hNViExpshrM61xv4=";

    private final TwilioSignature checker = new TwilioSignature("12345");

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void the_form_vectors_are_valid_with_and_without_port() {
        String withPort = URL.replace("mycompany.com", "mycompany.com:443");

        assertThat(checker.isValid(URL, FORM, SIGNATURE)).isTrue();
        assertThat(checker.isValid(withPort, FORM, SIGNATURE)).isTrue();
        assertThat(checker.isValid(URL, FORM, "kvajT1Ptam85bY51eRf/AJRuM3w=")).isTrue();
        assertThat(checker.isValid(withPort, FORM, "kvajT1Ptam85bY51eRf/AJRuM3w="))
                .isTrue();
    }

    @Test
    void the_vector_without_parameters_is_valid() {
        assertThat(checker.isValid(URL, new byte[0], "zYQTYrRWXE7LtzbG4PfP7/bkkGo="))
                .isTrue();
        assertThat(checker.isValid(URL, FORM, "zYQTYrRWXE7LtzbG4PfP7/bkkGo=")).isFalse();
    }

    @Test
    void the_json_vector_is_valid_over_its_own_body_only() {
        assertThat(checker.isValid(JSON_URL, utf8(JSON), JSON_SIGNATURE)).isTrue();
        assertThat(checker.isValid(JSON_URL, utf8(JSON + " "), JSON_SIGNATURE)).isFalse();
        assertThat(checker.isValid(JSON_URL, new byte[0], JSON_SIGNATURE)).isFalse();
        assertThat(checker.isValid(JSON_URL.replace("0a1f", "0a1e"), utf8(JSON), JSON_SIGNATURE))
                .isFalse();
        assertThat(checker.isValid(URL, utf8(JSON), JSON_SIGNATURE)).isFalse();
    }

    @Test
    void anything_else_is_refused() {
        assertThat(checker.isValid(URL, FORM, null)).isFalse();
        assertThat(checker.isValid(URL, FORM, "")).isFalse();
        assertThat(checker.isValid(URL, FORM, SIGNATURE.substring(1))).isFalse();
        assertThat(checker.isValid(URL, FORM, SIGNATURE.toLowerCase(java.util.Locale.ROOT)))
                .isFalse();
        assertThat(checker.isValid(URL.replace("https", "http"), FORM, SIGNATURE))
                .isFalse();
        assertThat(checker.isValid(URL.replace("bar=2", "bar=3"), FORM, SIGNATURE))
                .isFalse();
        assertThat(checker.isValid(URL, utf8(new String(FORM, StandardCharsets.UTF_8) + "&x=1"), SIGNATURE))
                .isFalse();
        assertThat(checker.isValid(URL, utf8("a=%"), SIGNATURE)).isFalse();
        assertThat(checker.isValid("no url", FORM, SIGNATURE)).isFalse();
        assertThat(new TwilioSignature("54321").isValid(URL, FORM, SIGNATURE)).isFalse();
        assertThatThrownBy(() -> new TwilioSignature(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void repeated_parameters_are_signed_with_each_value_once_and_sorted() throws GeneralSecurityException {
        String signature = sign("12345", URL + "A1A2B");

        assertThat(checker.isValid(URL, utf8("B=&A=2&A=1&A=2"), signature)).isTrue();
        assertThat(checker.isValid(URL, utf8("B=&A=2&A=1&A=3"), signature)).isFalse();
    }

    @Test
    void a_url_with_percent_codes_keeps_them_when_the_port_changes() throws GeneralSecurityException {
        String given = "https://voice.example.com/twiml/a%2Fb?t=x%20y";
        String signature = sign("12345", "https://voice.example.com:443/twiml/a%2Fb?t=x%20y");

        assertThat(checker.isValid(given, new byte[0], signature)).isTrue();
    }

    @Test
    void twilios_own_sdk_agrees_on_random_requests() throws GeneralSecurityException {
        Random random = new Random(20261122);
        int valid = 0;
        for (int i = 0; i < 3000; i++) {
            String token = "token" + random.nextInt(3);
            Map<String, String> parameters = parameters(random);
            String url = url(random);
            String signed = random.nextInt(3) == 0 ? url(random) : url;
            signed = bendPort(random, signed);
            String signature = sign("token" + random.nextInt(3), signed + joined(parameters));
            byte[] body = encoded(random, parameters);

            boolean ours = new TwilioSignature(token).isValid(url, body, signature);
            boolean theirs = new RequestValidator(token).validate(url, parameters, signature);

            assertThat(ours).as("case %s: %s %s", i, url, parameters).isEqualTo(theirs);
            valid += ours ? 1 : 0;
        }
        assertThat(valid).as("both answers must occur").isBetween(300, 2700);
    }

    // ---- signed in one spelling, sent in another

    private static final String BASE = "https://voice.example.com/twiml/inbound?";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            site=O'Brien                | site=O%27Brien
            site=O%27Brien              | site=O'Brien
            dest=sip:x@y                | dest=sip%3Ax%40y
            dest=sip:x@y                | dest=sip%3ax@y
            dest=sip%3Ax%40y            | dest=sip:x@y
            dest=sip%3ax%40y            | dest=sip:x@y
            dest=sip%3ax%40y            | dest=sip%3Ax%40y
            a=%2F&b='                   | a=%2F&b=%27
            dest=sip:x%40y              | dest=sip%3Ax%40y
            t=12:30&m=x%40y.z           | t=12%3A30&m=x%40y.z
            site=O%27Brien&d=x:y        | site=O%27Brien&d=x%3Ay
            a=/&b=(1,2)!                | a=%2F&b=%281%2C2%29%21
            a=x%20y&b='                 | a=x%20y&b=%27
            a=x y&b='                   | a=x%20y&b=%27
            a=é'                        | a=%C3%A9%27
            a=it's%26more&b=@           | a=it%27s%26more&b=%40
            q=it's%3F                   | q=it%27s%3F
            site=O'Brien&x=%2B          | site=O%27Brien&x=%2B
            t=a~b-c                     | t=a%7Eb%2Dc
            """)
    void what_is_signed_as_a_character_may_be_sent_as_its_code_and_the_other_way_round(String signed, String sent)
            throws GeneralSecurityException {
        String signature = sign("12345", BASE + signed + "CallSidCA1");
        String withPort = sign("12345", BASE.replace(".com", ".com:443") + signed + "CallSidCA1");

        assertThat(checker.isValid(BASE + sent, utf8("CallSid=CA1"), signature)).isTrue();
        assertThat(checker.isValid(BASE + sent, utf8("CallSid=CA1"), withPort)).isTrue();
        assertThat(checker.isValid(BASE + sent, utf8("CallSid=CA2"), signature)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            site=O'Brien                | site=O%27Brian
            site=O'Brien                | site=O%28Brien
            site=O'Brien                | site=O%2527Brien
            site=O%2527Brien            | site=O%27Brien
            site=O'Brien                | SITE=O%27Brien
            a=1&b='                     | a=1%26b=%27
            a=1%26b='                   | a=1&b=%27
            a=1+1'                      | a=1%2B1%27
            a=1%2B1'                    | a=1+1%27
            a%3D1='                     | a=1=%27
            a='%23x                     | a=%27
            a='                         | a=%27&b
            a='                         | a=%27%00
            a='                         | a=%27%2
            """)
    void a_changed_value_is_refused_in_every_spelling(String signed, String sent) throws GeneralSecurityException {
        assertThat(checker.isValid(BASE + sent, utf8("CallSid=CA1"), sign("12345", BASE + signed + "CallSidCA1")))
                .isFalse();
    }

    @Test
    void all_spellings_of_a_query_have_the_same_names_and_values_and_are_few() {
        Random random = new Random(3);
        String letters = "aB0-._~!$'()*,;:@/?&=+%#";
        for (int i = 0; i < 3000; i++) {
            StringBuilder query = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                char c = letters.charAt(random.nextInt(letters.length()));
                boolean coded = c == '%' || c == '#' || random.nextInt(3) == 0;
                query.append(coded ? String.format(random.nextBoolean() ? "%%%02X" : "%%%02x", (int) c) : c);
            }
            String url = BASE + query;

            assertThat(QuerySpellings.of(url))
                    .hasSizeLessThanOrEqualTo(QuerySpellings.MOST)
                    .startsWith(url)
                    .allSatisfy(other -> assertThat(pairs(other)).as(other).isEqualTo(pairs(url)));
        }
    }

    private static List<String> pairs(String url) {
        return Arrays.stream(url.substring(BASE.length()).split("&", -1))
                .flatMap(pair -> Arrays.stream(pair.split("=", -1)))
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void our_own_addresses_cost_no_more_than_before() {
        assertThat(QuerySpellings.of(BASE + "c=c-0123&d=d-1&n=0#rc=5&rp=all")).hasSize(1);
        assertThat(QuerySpellings.of("https://voice.example.com/twiml/inbound#x=?'"))
                .hasSize(1);
    }

    private static String url(Random random) {
        String scheme = random.nextBoolean() ? "https" : "http";
        String port = List.of("", "", ":443", ":80", ":8443").get(random.nextInt(5));
        String path = List.of("", "/", "/twiml/inbound", "/a-b/c.d").get(random.nextInt(4));
        String query = List.of("", "?t=1", "?t=1&u=A-b_c.9").get(random.nextInt(3));
        return scheme + "://voice.example.com" + port + path + query;
    }

    private static String bendPort(Random random, String url) {
        return switch (random.nextInt(4)) {
            case 0 -> url.replaceFirst("(https://[^/:?]+)(?=[/?]|$)", "$1:443");
            case 1 -> url.replaceFirst(":(443|80|8443)(?=[/?]|$)", "");
            default -> url;
        };
    }

    private static Map<String, String> parameters(Random random) {
        List<String> names = List.of("CallSid", "From", "To", "a", "B", "b", "Digits", "SipHeader_X-A", "ü", "");
        Map<String, String> parameters = new HashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            String value = List.of("", "+61491570006", "a b", "x&y=z", "ß€😀", "%41", "\r\n")
                    .get(random.nextInt(7));
            parameters.put(names.get(random.nextInt(names.size())), value);
        }
        return parameters;
    }

    private static byte[] encoded(Random random, Map<String, String> parameters) {
        List<String> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> pairs.add(URLEncoder.encode(name, StandardCharsets.UTF_8) + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        Collections.shuffle(pairs, random);
        return utf8(String.join("&", pairs));
    }

    private static String joined(Map<String, String> parameters) {
        return new TreeMap<>(parameters)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + entry.getValue())
                        .collect(Collectors.joining());
    }

    private static String sign(String token, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(utf8(token), "HmacSHA1"));
        return Base64.getEncoder().encodeToString(mac.doFinal(utf8(text)));
    }
}

package dev.referee.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.call.CarrierCallId;
import dev.referee.twilio.CallbackForm.Field;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackFormTest {

    private static final String SID = "CA0123456789abcdef0123456789abcdef";

    private static CallbackForm parse(String body) {
        return CallbackForm.parse(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void order_repeats_case_and_blanks_are_kept() {
        CallbackForm form = parse("b=1&a=x+y&b=2&A=%C3%BC&empty=&flag&&=nameless&eq=a=b");

        assertThat(form.fields())
                .containsExactly(
                        new Field("b", "1"),
                        new Field("a", "x y"),
                        new Field("b", "2"),
                        new Field("A", "ü"),
                        new Field("empty", ""),
                        new Field("flag", ""),
                        new Field("", "nameless"),
                        new Field("eq", "a=b"));
        assertThat(form.first("b")).contains("1");
        assertThat(form.first("B")).isEmpty();
    }

    @Test
    void a_dial_action_is_read() {
        CallbackForm form = parse(
                "CallSid=" + SID + "&CallStatus=in-progress&DialCallStatus=no-answer&DialBridged=false"
                        + "&DialSipResponseCode=487&ErrorCode=13224&From=%2B61491570006&To=%2B61491570110&DialCallDuration=7");

        assertThat(form.callSid()).contains(new CarrierCallId(SID));
        assertThat(form.callStatus()).isEqualTo(CallStatus.IN_PROGRESS);
        assertThat(form.dialCallStatus()).isEqualTo(DialCallStatus.NO_ANSWER);
        assertThat(form.dialBridged()).contains(false);
        assertThat(form.sipResponseCode()).hasValue(487);
        assertThat(form.errorCode()).hasValue(13224);
        assertThat(form.from()).contains("+61491570006");
        assertThat(form.to()).contains("+61491570110");
        assertThat(form.dialCallDurationSeconds()).hasValue(7);
        assertThat(form.toString()).doesNotContain("61491570006");
    }

    @Test
    void a_status_callback_of_a_child_is_read() {
        CallbackForm form = parse("CallSid=CAffffffffffffffffffffffffffffffff&ParentCallSid=" + SID
                + "&CallStatus=initiated&SequenceNumber=0&SipResponseCode=200");

        assertThat(form.parentCallSid()).contains(new CarrierCallId(SID));
        assertThat(form.callStatus()).isEqualTo(CallStatus.INITIATED);
        assertThat(form.sequenceNumber()).hasValue(0);
        assertThat(form.sipResponseCode()).hasValue(200);
    }

    @Test
    void a_text_is_cut_and_has_no_control_characters() {
        CallbackForm form = parse("From=%2B" + "6".repeat(400) + "&To=a%00b%0Ac%1B&DialCallStatus=x%00y");

        assertThat(form.from()).hasValueSatisfying(from -> assertThat(from).hasSize(CallbackForm.TEXT_MAX));
        assertThat(form.to()).contains("a b c");
        assertThat(form.first("DialCallStatus")).contains("x y");
        assertThat(form.fields()).as("what is signed stays as it came").anyMatch(field -> field.value()
                .equals("a\0b\nc\u001b"));
    }

    @Test
    void what_is_missing_or_malformed_is_empty_and_not_an_error() {
        CallbackForm form = parse("CallSid=CA1&CallStatus=dancing&DialBridged=perhaps&SequenceNumber=-1&ErrorCode="
                + "99999999999999999999&SipResponseCode=1000&ReferTransferTarget=%3C%3E");

        assertThat(form.callSid()).isEmpty();
        assertThat(form.parentCallSid()).isEmpty();
        assertThat(form.callStatus()).isEqualTo(CallStatus.UNKNOWN);
        assertThat(form.dialCallStatus()).isEqualTo(DialCallStatus.UNKNOWN);
        assertThat(form.dialBridged()).isEmpty();
        assertThat(form.sequenceNumber()).isEmpty();
        assertThat(form.errorCode()).isEmpty();
        assertThat(form.sipResponseCode()).isEmpty();
        assertThat(form.referTransferTarget()).isEmpty();
        assertThat(parse("").fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "%3Ctel%3A%2B447700900123%3E, tel:+447700900123",
        "tel%3A%2B447700900123, tel:+447700900123",
        "sip%3Adesk%40example.com, sip:desk@example.com",
        "%3Csip%3Adesk%40example.com%3BReplaces%3Dx%3FX-A%3D1%3E, sip:desk@example.com",
        "+%3Csips%3Adesk%40example.com%3FReplaces%3Dx%3E+, sips:desk@example.com"
    })
    void a_refers_target_comes_bare(String encoded, String target) {
        assertThat(parse("ReferTransferTarget=" + encoded).referTransferTarget())
                .contains(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "%=1", "a=%ff%fe", "a=%c3&b=%bc"})
    void garbage_is_refused_with_a_place(String body) {
        assertThatThrownBy(() -> parse(body)).isInstanceOf(UnreadableForm.class).hasMessageContaining("byte");
    }

    @Test
    void too_much_is_refused() {
        assertThatThrownBy(() -> CallbackForm.parse(new byte[CallbackForm.BYTES_MAX + 1]))
                .isInstanceOf(UnreadableForm.class);
        assertThatThrownBy(() -> parse("a=&".repeat(600))).isInstanceOf(UnreadableForm.class);
    }

    @Test
    void random_bytes_are_a_form_or_unreadable_and_nothing_else() {
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            byte[] body = new byte[random.nextInt(60)];
            for (int at = 0; at < body.length; at++) {
                body[at] = (byte) (random.nextBoolean() ? "%&=+a0".charAt(random.nextInt(6)) : random.nextInt(256));
            }
            try {
                assertThat(CallbackForm.parse(body).fields()).hasSizeLessThan(61);
            } catch (UnreadableForm expected) {
                assertThat(expected).hasMessageStartingWith("the form ");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "queued, QUEUED, false",
        "initiated, INITIATED, false",
        "ringing, RINGING, false",
        "in-progress, IN_PROGRESS, false",
        "completed, COMPLETED, true",
        "busy, BUSY, true",
        "failed, FAILED, true",
        "no-answer, NO_ANSWER, true",
        "canceled, CANCELED, true",
        "cancelled, UNKNOWN, false"
    })
    void every_documented_status_is_known(String word, CallStatus status, boolean over) {
        assertThat(CallStatus.of(word)).isEqualTo(status);
        assertThat(status.isOver()).isEqualTo(over);
    }
}

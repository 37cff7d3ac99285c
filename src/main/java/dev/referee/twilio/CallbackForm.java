package dev.referee.twilio;

import dev.referee.call.CarrierCallId;
import dev.referee.tool.PlainText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The parameters of one request of Twilio, as they came: order and repeats kept, names with their case. Twilio adds
 * parameters without notice, so unknown ones are fine (facts/twilio-voice.md §1, §2). Typed getters are empty, or
 * {@code UNKNOWN}, where a value is missing or not of the documented form; texts are cut and plain. Immutable. Holds phone numbers: prints none.
 *
 * @param fields decoded, in the order of the body
 */
public record CallbackForm(List<Field> fields) {

    /** A body beyond this many bytes is refused; Twilio's have about a thousand. */
    public static final int BYTES_MAX = 64 * 1024;

    /** Nothing of Twilio's that is stored or told on is longer, and no column of the ledger for it is shorter. */
    static final int TEXT_MAX = 300;

    private static final int FIELDS_MAX = 500;

    /** One parameter. */
    public record Field(String name, String value) {}

    public CallbackForm {
        fields = List.copyOf(fields);
    }

    /**
     * Reads {@code application/x-www-form-urlencoded}, UTF-8. An empty body is an empty form.
     *
     * @throws UnreadableForm for a broken percent code, broken UTF-8, or more than {@link #BYTES_MAX}
     */
    public static CallbackForm parse(byte[] rawBody) {
        if (rawBody.length > BYTES_MAX) {
            throw new UnreadableForm("the form has more than " + BYTES_MAX + " bytes");
        }
        List<Field> fields = new ArrayList<>();
        int start = 0;
        while (start < rawBody.length) {
            int end = indexOf(rawBody, '&', start, rawBody.length);
            if (end > start) {
                int equals = indexOf(rawBody, '=', start, end);
                fields.add(new Field(
                        decode(rawBody, start, equals), equals == end ? "" : decode(rawBody, equals + 1, end)));
            }
            if (fields.size() > FIELDS_MAX) {
                throw new UnreadableForm("the form has more than " + FIELDS_MAX + " fields");
            }
            start = end + 1;
        }
        return new CallbackForm(fields);
    }

    /**
     * The first value of this name; empty text counts as given. Cut to {@value #TEXT_MAX} characters and without control
     * characters, as it may be stored, logged or read out.
     */
    public Optional<String> first(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(field -> PlainText.of(field.value(), TEXT_MAX))
                .findFirst();
    }

    /** The leg that this request is about: the parent's, or the child's in a child's status callback (§3.4). */
    public Optional<CarrierCallId> callSid() {
        return id("CallSid");
    }

    /** The caller's leg, in status callbacks of a child (§3.4). */
    public Optional<CarrierCallId> parentCallSid() {
        return id("ParentCallSid");
    }

    /** The child that a Dial made, in its action (§3.3). */
    public Optional<CarrierCallId> dialCallSid() {
        return id("DialCallSid");
    }

    public CallStatus callStatus() {
        return CallStatus.of(text("CallStatus").orElse(null));
    }

    public DialCallStatus dialCallStatus() {
        return DialCallStatus.of(text("DialCallStatus").orElse(null));
    }

    /** Whether a Dial connected two people: the only proof there is in an action (§0 row 8). Empty: it doesn't say. */
    public Optional<Boolean> dialBridged() {
        return text("DialBridged").flatMap(word -> switch (word) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    /** The keys that were pressed for a Gather; empty if none were (§7). */
    public Optional<String> digits() {
        return text("Digits");
    }

    /** SIP's final answer of the child: {@code SipResponseCode} (observed) or {@code DialSipResponseCode}. */
    public OptionalInt sipResponseCode() {
        OptionalLong code = number("SipResponseCode");
        OptionalLong any = code.isPresent() ? code : number("DialSipResponseCode");
        return any.isPresent() && any.getAsLong() < 1000 ? OptionalInt.of((int) any.getAsLong()) : OptionalInt.empty();
    }

    /**
     * Where a REFER wants the caller to go, without blanks, angle brackets and whatever follows {@code ;} or {@code ?}
     * (§3.5). Only to be compared with what we asked for, never to be dialled.
     */
    public Optional<String> referTransferTarget() {
        return text("ReferTransferTarget")
                .map(raw -> raw.replaceAll("[<>\\s]", "").split("[;?]", 2)[0])
                .filter(target -> !target.isEmpty());
    }

    /** Twilio's error code, such as 13224. */
    public OptionalInt errorCode() {
        OptionalLong code = number("ErrorCode");
        return code.isPresent() && code.getAsLong() <= 999_999
                ? OptionalInt.of((int) code.getAsLong())
                : OptionalInt.empty();
    }

    /** The place of a status callback among those of its leg, from 0; they may arrive in another order (§3.4). */
    public OptionalLong sequenceNumber() {
        return number("SequenceNumber");
    }

    /** Seconds the leg lasted, when it is over. */
    public OptionalLong callDurationSeconds() {
        return number("CallDuration");
    }

    /** Seconds the child of a Dial lasted; absent if it was redirected (§3.3). */
    public OptionalLong dialCallDurationSeconds() {
        return number("DialCallDuration");
    }

    public Optional<String> accountSid() {
        return text("AccountSid");
    }

    /** The caller, in E.164, or a word such as {@code anonymous}. */
    public Optional<String> from() {
        return text("From");
    }

    /** The dialled number, in E.164. */
    public Optional<String> to() {
        return text("To");
    }

    public Optional<String> recordingSid() {
        return text("RecordingSid");
    }

    public Optional<String> recordingUrl() {
        return text("RecordingUrl");
    }

    /** {@code completed}, {@code absent} or {@code failed}, in a recording callback (§7). */
    public Optional<String> recordingStatus() {
        return text("RecordingStatus");
    }

    public OptionalLong recordingDurationSeconds() {
        return number("RecordingDuration");
    }

    private Optional<String> text(String name) {
        return first(name).map(String::strip).filter(value -> !value.isEmpty());
    }

    private Optional<CarrierCallId> id(String name) {
        try {
            return text(name).map(CarrierCallId::new);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private OptionalLong number(String name) {
        Optional<String> digits = text(name).filter(value -> value.matches("[0-9]{1,15}"));
        return digits.isPresent() ? OptionalLong.of(Long.parseLong(digits.get())) : OptionalLong.empty();
    }

    /** Names only: the values are personal data. */
    @Override
    public String toString() {
        return "CallbackForm" + fields.stream().map(Field::name).toList();
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    private static String decode(byte[] bytes, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        for (int at = from; at < to; at++) {
            if (bytes[at] == '%') {
                int high = at + 2 < to ? Character.digit(bytes[at + 1], 16) : -1;
                int low = at + 2 < to ? Character.digit(bytes[at + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw new UnreadableForm("the form has a broken percent code at byte " + at);
                }
                out.write(high * 16 + low);
                at += 2;
            } else {
                out.write(bytes[at] == '+' ? ' ' : bytes[at]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString();
        } catch (CharacterCodingException broken) {
            throw new UnreadableForm("the form is not UTF-8 between bytes " + from + " and " + to);
        }
    }
}

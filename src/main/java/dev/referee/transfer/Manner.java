package dev.referee.transfer;

import org.jspecify.annotations.Nullable;

/**
 * How the numbers of a target are dialled, beyond for how long.
 *
 * @param whisper what the human hears before the caller is joined, see {@link Whisper}; null for nothing
 * @param press1 whether the human must press 1, which no voicemail box can, before the caller is joined
 * @param callerId {@link #CALLER}, {@link #DIALLED} or a number in E.164; null for whatever the carrier shows
 */
public record Manner(
        @Nullable String whisper, boolean press1, @Nullable String callerId) {

    /** The human sees the caller's number. */
    public static final String CALLER = "caller";

    /** The human sees the number that the caller has dialled. */
    public static final String DIALLED = "dialled";

    /** The caller is joined at once, and the carrier chooses the number that is shown. */
    public static final Manner PLAIN = new Manner(null, false, null);

    /**
     * Whether something comes between the answer and the caller: then an answer proves nothing, and only
     * {@link TransferEvent.WhisperEnded} begins the talk.
     */
    public boolean isScreened() {
        return whisper != null || press1;
    }

    /** The number to show for a caller; null to leave it to the carrier. What is no number in E.164 is never shown. */
    public @Nullable String shown(String caller, String dialled) {
        if (callerId == null) {
            return null;
        }
        return switch (callerId) {
            case CALLER -> isNumber(caller) ? caller : isNumber(dialled) ? dialled : null;
            case DIALLED -> isNumber(dialled) ? dialled : null;
            default -> callerId;
        };
    }

    /** Whether this is a number in E.164, unlike {@code anonymous} and SIP addresses. */
    public static boolean isNumber(String text) {
        return text.matches("\\+[1-9][0-9]{6,14}");
    }
}

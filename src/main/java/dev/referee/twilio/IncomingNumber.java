package dev.referee.twilio;

import org.jspecify.annotations.Nullable;

/**
 * One phone number of the account and where it leads (facts/twilio-voice.md §1). Empty texts of Twilio are null here.
 *
 * @param number E.164
 * @param trunkSid set: the trunk has its calls, and the voice URL is ignored
 * @param applicationSid set: the application's voice URL counts instead
 * @param voiceMethod {@code POST} or {@code GET}
 * @param statusCallback is told when the caller's leg is over
 */
public record IncomingNumber(
        String number,
        @Nullable String voiceUrl,
        @Nullable String voiceMethod,
        @Nullable String trunkSid,
        @Nullable String applicationSid,
        @Nullable String statusCallback) {}

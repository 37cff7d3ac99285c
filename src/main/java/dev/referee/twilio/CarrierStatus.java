package dev.referee.twilio;

/** What the carrier said when asked how a call stands. */
public sealed interface CarrierStatus {

    /** The carrier knows the call. */
    record Seen(CallStatus status) implements CarrierStatus {}

    /** The carrier doesn't know the call, or this account or region doesn't. */
    record NotFound() implements CarrierStatus {}

    /** No usable answer; nothing follows from it. */
    record Unavailable(String reason) implements CarrierStatus {}
}

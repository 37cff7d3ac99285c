package dev.referee.twilio;

/**
 * A leg that the carrier dialled for a caller.
 *
 * @param sid its id
 * @param to the number or SIP address that it goes to, as the carrier writes it
 * @param status how it stands
 */
public record CarrierLeg(String sid, String to, CallStatus status) {}

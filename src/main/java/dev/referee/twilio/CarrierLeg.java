package dev.referee.twilio;

import java.time.Duration;

/**
 * A leg that the carrier dialled for a caller.
 *
 * @param sid its id
 * @param to the number or SIP address that it goes to, as the carrier writes it
 * @param status how it stands
 * @param up for how long it was up, in the carrier's whole seconds; zero until it is over, and if nobody answered
 */
public record CarrierLeg(String sid, String to, CallStatus status, Duration up) {}

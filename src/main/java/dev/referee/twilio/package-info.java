/**
 * Adapter for Twilio: request signature, callback decoding, TwiML, the REST client. Knows nothing of OpenAI.
 */
@NullMarked
package dev.referee.twilio;

import org.jspecify.annotations.NullMarked;

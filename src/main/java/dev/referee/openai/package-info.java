/**
 * Adapter for OpenAI: webhook signature and decoding, session requests, frames of the sideband. Knows nothing of any
 * carrier.
 */
@NullMarked
package dev.referee.openai;

import org.jspecify.annotations.NullMarked;

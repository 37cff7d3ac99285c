/**
 * The local stand-in for OpenAI, the carrier, callers and humans, active under profile {@code twin} only. Nothing else
 * may import it.
 */
@NullMarked
package dev.referee.twin;

import org.jspecify.annotations.NullMarked;

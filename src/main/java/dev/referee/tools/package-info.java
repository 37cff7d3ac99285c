/**
 * The Camel component {@code tool:}, which makes any route a function that the model can call, and the registry of the
 * functions there are. It knows nothing of calls, of the vendor, or of Spring.
 */
@NullMarked
package dev.referee.tools;

import org.jspecify.annotations.NullMarked;

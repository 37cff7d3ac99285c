/**
 * Core: what the agent may ask for. Function calls of the model, their arguments and results, and the conversation rules
 * that say when they run; nothing the model wrote is trusted here.
 */
@NullMarked
package dev.referee.tool;

import org.jspecify.annotations.NullMarked;

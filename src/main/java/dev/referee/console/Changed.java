package dev.referee.console;

import org.jspecify.annotations.Nullable;

/**
 * A call of which there is news.
 *
 * @param key our key of it
 * @param callId OpenAI's id of its first session; null before one was announced
 * @param version number of its latest event; rises with each
 */
record Changed(String key, @Nullable String callId, long version) {}

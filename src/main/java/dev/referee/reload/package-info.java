/**
 * Where the routes come from, at a start and while calls live: files of a folder over the packed ones. They are checked as a
 * whole first; what is not sound stops a start, or leaves what runs as it is. Changes of settings are taken in likewise.
 * Nothing here decides about calls.
 */
@NullMarked
package dev.referee.reload;

import org.jspecify.annotations.NullMarked;

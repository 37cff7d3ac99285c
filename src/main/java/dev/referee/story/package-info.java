/**
 * What the ledger has of a call, told in plain English: the words of every type of event, the ladder between those who take
 * part, and the report that one can hand on. Pure: reads a history and knows no database, HTTP or framework but Jackson's names.
 */
@NullMarked
package dev.referee.story;

import org.jspecify.annotations.NullMarked;

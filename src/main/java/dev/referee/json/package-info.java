/** Jackson, as all of Referee uses it. */
@NullMarked
package dev.referee.json;

import org.jspecify.annotations.NullMarked;

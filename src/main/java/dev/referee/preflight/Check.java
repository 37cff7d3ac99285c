package dev.referee.preflight;

import java.util.List;

/** Looks at one thing. May block and may throw; what it throws becomes an error of its own. */
interface Check {

    /** What it looks at, in a word. */
    String name();

    /** What it found, at least one line. */
    List<Finding> run(Surroundings surroundings) throws Exception;
}

package dev.referee.twin;

/** One value of a switch, with the words that the page shows. */
public interface Fault {

    /** The name used in JSON and in code. */
    String name();

    /** A few words for a menu. */
    String label();

    /** One sentence: what the twin does. */
    String description();

    /** True where the vendor has not said what really happens, so the twin had to guess. */
    boolean assumption();
}

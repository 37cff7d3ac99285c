package dev.referee.twin;

/** One value of a switch, with the words that the page shows. */
public interface Fault {

    /** The name used in JSON and in code. */
    String name();

    /** What the page says of it. */
    Words words();

    /**
     * The words of one value.
     *
     * @param label a few words for a menu
     * @param description one sentence: what the twin does
     * @param assumption true where the vendor has not said what really happens, so the twin had to guess
     */
    record Words(String label, String description, boolean assumption) {

        static Words known(String label, String description) {
            return new Words(label, description, false);
        }

        static Words guess(String label, String description) {
            return new Words(label, description, true);
        }
    }
}

package dev.referee.reload;

/**
 * Why an edit was not taken in.
 *
 * @param file as its author knows it, such as {@code routes/transfer.camel.yaml}
 * @param line from 1 on; 0 if it concerns no line, such as a route that is missing
 * @param what what is wrong and how to mend it, in one line; never holds a secret
 */
public record EditProblem(String file, int line, String what) {

    private static final int LENGTH_MAX = 400;

    /** Makes one line of what a library said. */
    public EditProblem {
        String text = what.replaceAll("\\s+", " ").strip();
        what = text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX) + "…";
    }

    @Override
    public String toString() {
        return line > 0 ? file + ":" + line + ": " + what : file + ": " + what;
    }
}

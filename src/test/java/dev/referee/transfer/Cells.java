package dev.referee.transfer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads tables of expectations and writes decisions in the same short hand: {@code next answer +command…}. {@code .} is
 * a decision that changes nothing, {@code wait} one that only answers with the wait document, {@code =} the same state.
 */
final class Cells {

    private Cells() {}

    /** Row name, column name, cell; the first line names the columns and the first column the rows. */
    static Map<String, Map<String, String>> read(String table) {
        List<List<String>> lines = table.lines()
                .filter(line -> !line.isBlank())
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .toList();
        List<String> columns = lines.get(0);
        Map<String, Map<String, String>> cells = new LinkedHashMap<>();
        for (List<String> line : lines.subList(1, lines.size())) {
            if (line.size() != columns.size()) {
                throw new IllegalArgumentException("a row of another width: " + line);
            }
            Map<String, String> row = new LinkedHashMap<>();
            for (int column = 1; column < columns.size(); column++) {
                row.put(columns.get(column), line.get(column));
            }
            for (String name : line.get(0).split(" ")) {
                if (cells.put(name, row) != null) {
                    throw new IllegalArgumentException("twice in the table: " + name);
                }
            }
        }
        return cells;
    }

    /** What happened, in the short hand. */
    static String shortHand(TransferState before, Decision<TransferState> decision) {
        boolean same = decision.next().equals(before);
        String next = same ? "=" : name(decision.next());
        String answer = decision.answer() == null ? "" : name(decision.answer());
        String text = Stream.concat(
                        Stream.of(next, answer), decision.commands().stream().map(Cells::name))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
        return text.equals("=") ? "." : text.equals("= wait") ? "wait" : text;
    }

    private static String name(TransferState state) {
        String name = state.getClass().getSimpleName();
        return state instanceof Concluded over ? name + "/" + over.outcome().word() : name;
    }

    private static String name(Document document) {
        if (document instanceof Document.DialTarget dial) {
            return "dial-" + dial.stop();
        }
        if (document instanceof Document.DialAgent) {
            return "agent";
        }
        if (document instanceof Document.Apology) {
            return "sorry";
        }
        return document.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    private static String name(Command command) {
        if (command instanceof TransferCommand.Signal signal) {
            return "+" + signal.mechanism().word() + ":" + signal.verdict().word();
        }
        if (command instanceof TransferCommand.SendRefer) {
            return "+refer";
        }
        if (command instanceof TransferCommand.SendRedirect) {
            return "+redirect";
        }
        if (command instanceof TransferCommand.SendRelease) {
            return "+release";
        }
        return "+" + command.getClass().getSimpleName();
    }
}

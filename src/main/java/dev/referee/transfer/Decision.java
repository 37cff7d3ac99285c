package dev.referee.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What follows from one event: the next state, what to write down with it, what to do afterwards, and, if the event was
 * the carrier asking for a document, the answer.
 *
 * @param next the state from now on; the same object where nothing changes
 * @param facts to be stored in the same transaction, in order
 * @param commands to be run after the transaction, in order
 * @param answer the document for the carrier, if it asked
 */
public record Decision<S>(
        S next,
        List<Fact> facts,
        List<Command> commands,
        @Nullable Document answer) {

    /** Keeps its own copies. */
    public Decision {
        facts = List.copyOf(facts);
        commands = List.copyOf(commands);
    }

    /** Nothing changes and nothing follows. */
    public static <S> Decision<S> same(S state) {
        return new Decision<>(state, List.of(), List.of(), null);
    }

    /** The next state, with nothing else yet. */
    public static <S> Decision<S> to(S next) {
        return same(next);
    }

    /** The same with one more fact. */
    public Decision<S> and(Fact fact) {
        List<Fact> more = new ArrayList<>(facts);
        more.add(fact);
        return new Decision<>(next, more, commands, answer);
    }

    /** The same with one more command. */
    public Decision<S> then(Command command) {
        List<Command> more = new ArrayList<>(commands);
        more.add(command);
        return new Decision<>(next, facts, more, answer);
    }

    /** The same with this answer for the carrier. */
    public Decision<S> answering(Document document) {
        return new Decision<>(next, facts, commands, document);
    }

    /** The same consequences around another state. */
    public <T> Decision<T> around(T other) {
        return new Decision<>(other, facts, commands, answer);
    }

    /** These consequences after those of an earlier decision; an answer given here wins. */
    public Decision<S> after(Decision<?> earlier) {
        List<Fact> allFacts = new ArrayList<>(earlier.facts());
        allFacts.addAll(facts);
        List<Command> allCommands = new ArrayList<>(earlier.commands());
        allCommands.addAll(commands);
        return new Decision<>(next, allFacts, allCommands, answer != null ? answer : earlier.answer());
    }

    /** The first command of one kind, if the decision holds one. */
    public <C extends Command> Optional<C> command(Class<C> kind) {
        return commands.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }
}

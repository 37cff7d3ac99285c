package dev.referee.route;

import dev.referee.call.CallKey;
import dev.referee.config.Bounded;
import dev.referee.config.LimitSettings;
import dev.referee.ledger.Applied;
import dev.referee.ledger.LedgerListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** How much this node has to do, and whether it takes more ({@link LimitSettings}). Asks no database. Thread-safe. */
@Component
public class Load implements LedgerListener {

    private final Set<CallKey> calls = ConcurrentHashMap.newKeySet();
    private final LimitSettings limits;
    private final Bounded commands;

    Load(LimitSettings limits, @Qualifier("commandExecutor") Bounded commands) {
        this.limits = limits;
        this.commands = commands;
    }

    /** Living calls that this node has had to do with lately. */
    public int calls() {
        return calls.size();
    }

    /** Whether the next caller is one too many. */
    public boolean isFull() {
        return calls.size() >= limits.calls() || isBusy();
    }

    /** Whether so many commands wait that those of living calls need all the room that is left. */
    public boolean isBusy() {
        return commands.count() > limits.commands() / 2;
    }

    /** Other nodes may have ended or taken what is counted here. */
    void letGo(Set<CallKey> gone) {
        calls.removeAll(gone);
    }

    /** The calls that are counted, as they are now. */
    Set<CallKey> keys() {
        return Set.copyOf(calls);
    }

    @Override
    public void applied(Applied applied) {
        CallKey key = applied.before().key();
        if (applied.decision().next().call().stage().isOver()) {
            calls.remove(key);
        } else {
            calls.add(key);
        }
    }
}

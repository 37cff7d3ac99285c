package dev.referee.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The statements of one decision, in their order; the first says by the rows it hits whether the others count. On PostgreSQL they
 * go to the server as one text, so that they cost one round trip however many tables they touch (the commit is another);
 * elsewhere one by one.
 * For one transaction on one thread.
 */
final class Writes {

    private final List<String> statements = new ArrayList<>();
    private final List<List<@Nullable Object>> values = new ArrayList<>();

    /** Adds a statement with the values of its parameters. */
    void add(String sql, @Nullable Object... parameters) {
        add(sql, Arrays.asList(parameters));
    }

    /** The same, with the values as a list. PostgreSQL has no null character in a text, so nobody else gets one either. */
    void add(String sql, List<@Nullable Object> parameters) {
        statements.add(sql);
        values.add(parameters.stream().map(Writes::storable).toList());
    }

    private static @Nullable Object storable(@Nullable Object value) {
        return value instanceof String text && text.indexOf('\0') >= 0 ? text.replace('\0', '\uFFFD') : value;
    }

    /**
     * Runs them inside the caller's transaction.
     *
     * @param together whether the database takes several statements in one text
     * @return how many rows the first one hit; if it is none, the transaction must be rolled back
     */
    int run(JdbcClient jdbc, boolean together) {
        if (together) {
            return run(
                    jdbc,
                    String.join("; ", statements),
                    values.stream().flatMap(List::stream).toList());
        }
        int hit = run(jdbc, statements.get(0), values.get(0));
        for (int i = 1; hit > 0 && i < statements.size(); i++) {
            run(jdbc, statements.get(i), values.get(i));
        }
        return hit;
    }

    private static int run(JdbcClient jdbc, String sql, List<@Nullable Object> parameters) {
        return jdbc.sql(sql).params(parameters).update();
    }
}

package dev.referee.ledger;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database that says of each statement how it was run: it runs it twice, so use it with what may be repeated. */
final class Explained extends DelegatingDataSource {

    private final List<String> plans = new ArrayList<>();

    Explained(DataSource database) {
        super(database);
    }

    /** The plans since this was last asked, in small letters, each with its statement. */
    List<String> takePlans() {
        List<String> taken = List.copyOf(plans);
        plans.clear();
        return taken;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return proxy(Connection.class, (proxy, method, arguments) -> {
            Object made = invoke(connection, method, arguments);
            if (made instanceof PreparedStatement statement) {
                String sql = (String) arguments[0];
                return explained(statement, connection.prepareStatement("explain analyze " + sql), sql);
            }
            return made;
        });
    }

    private PreparedStatement explained(PreparedStatement statement, PreparedStatement explain, String sql) {
        return proxy(PreparedStatement.class, (proxy, method, arguments) -> {
            if (method.getName().startsWith("set") && arguments.length >= 2) {
                invoke(explain, method, arguments);
            } else if (method.getName().startsWith("execute")) {
                plans.add(sql + "\n" + plan(explain));
            } else if (method.getName().equals("close")) {
                explain.close();
            }
            return invoke(statement, method, arguments);
        });
    }

    private static String plan(PreparedStatement explain) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (ResultSet lines = explain.executeQuery()) {
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }
        return plan.toString().toLowerCase(Locale.ROOT);
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}

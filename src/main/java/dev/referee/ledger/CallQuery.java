package dev.referee.ledger;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The statement that finds calls. It reads along the index of the order and stops when it has enough; what is asked of
 * transfers is looked up for each call on the way, except for a text, of which it first gathers all that match.
 *
 * @param sql with places for parameters
 * @param params in their order
 */
record CallQuery(String sql, List<Object> params) {

    private static final Pattern NUMBER = Pattern.compile("[0-9 +().\\-/]+");
    private static final String ORDER = "started_at desc, calls.call_key desc";
    private static final int DIGITS_LEAST = 3;

    static CallQuery of(CallSearch.Wanted wanted, int most) {
        List<String> conditions = new ArrayList<>();
        List<Object> params = new ArrayList<>();
        if (wanted.state() != null) {
            conditions.add("public_state = ?");
            params.add(wanted.state());
        }
        if (wanted.before() != null) {
            OffsetDateTime time = Facts.time(wanted.before().startedAt());
            conditions.add("started_at <= ? and (started_at < ? or calls.call_key < ?)");
            Collections.addAll(params, time, time, wanted.before().key().value());
        }
        if (wanted.outcome() != null || wanted.target() != null) {
            conditions.add(transfer(wanted, params));
        }
        if (wanted.text() != null) {
            conditions.add(text(wanted.text(), params));
        }
        String where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions) + " ";
        String order =
                wanted.state() == null ? ORDER : "public_state, " + ORDER; // else H2 sorts what the index has in order
        return new CallQuery(
                CallRows.HEAD + where + "order by " + order + " fetch first " + most + " rows only", params);
    }

    private static String transfer(CallSearch.Wanted wanted, List<Object> params) {
        String sql = "exists (select 1 from transfers t where t.call_key = calls.call_key";
        if (wanted.outcome() != null) {
            sql += " and t.outcome = ?";
            params.add(wanted.outcome());
        }
        if (wanted.target() != null) {
            sql += " and t.target = ?";
            params.add(wanted.target());
        }
        return sql + ")";
    }

    private static String text(String text, List<Object> params) {
        List<String> ofCall = new ArrayList<>();
        List<String> ofTransfer = new ArrayList<>();
        String part = like(text.strip().toLowerCase(Locale.ROOT));
        for (String column : List.of("calls.call_key", "call_id", "carrier_call_id", "from_number", "to_number")) {
            ofCall.add(contains(column));
            params.add(part);
        }
        String digits = digits(text);
        if (!digits.isEmpty()) {
            ofCall.add("from_number like ? or to_number like ?");
            Collections.addAll(params, like(digits), like(digits));
        }
        for (String column : List.of("transfer_id", "target", "number")) {
            ofTransfer.add(contains(column));
            params.add(part);
        }
        if (!digits.isEmpty()) {
            ofTransfer.add("number like ?");
            params.add(like(digits));
        }
        params.add(part);
        return "(" + String.join(" or ", ofCall)
                + " or calls.call_key in (select call_key from transfers where " + String.join(" or ", ofTransfer) + ")"
                + " or calls.call_key in (select call_key from call_sessions where " + contains("call_id") + "))";
    }

    private static String contains(String column) {
        return "lower(" + column + ") like ? escape '!'";
    }

    private static String like(String part) {
        return "%" + part.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }

    /** What people write with blanks and a leading zero or two is kept with neither. */
    private static String digits(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return "";
        }
        String digits = text.replaceAll("[^0-9]", "").replaceFirst("^0+", "");
        return digits.length() >= DIGITS_LEAST ? digits : "";
    }
}

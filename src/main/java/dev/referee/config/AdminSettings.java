package dev.referee.config;

import org.jspecify.annotations.Nullable;

/**
 * Who may use {@code /api}. Prints without the token.
 *
 * @param token bearer token of operators, or null: then {@code /api} is shut, except under profile {@code twin}
 */
public record AdminSettings(@Nullable String token) {

    public AdminSettings {
        token = Problems.blankToNull(token);
    }

    void check(Problems problems) {
        if (token != null) {
            problems.text("referee.admin.token", token, Problems::isUnbroken, "a token without blanks");
        }
    }

    @Override
    public String toString() {
        return "AdminSettings[token=" + (token == null ? "none" : "given") + "]";
    }
}

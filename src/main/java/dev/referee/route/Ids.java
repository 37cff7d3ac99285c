package dev.referee.route;

import dev.referee.call.CallKey;
import dev.referee.transfer.TransferId;
import java.security.SecureRandom;

/**
 * Makes ids: 26 letters and digits, of which the first 9 are the time in milliseconds and the rest 85 random bits. What is made
 * one after the other stands side by side in the ledger's indexes, so that the calls of an hour touch few of their pages.
 * Thread-safe.
 */
final class Ids {

    private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 26;
    private static final int TIME_LENGTH = 9;
    private static final int BITS = 5;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    static CallKey callKey() {
        return new CallKey("c-" + random());
    }

    static TransferId transferId() {
        return new TransferId("t-" + random());
    }

    static String dialId() {
        return "d-" + random();
    }

    private static String random() {
        byte[] bytes = new byte[LENGTH - TIME_LENGTH];
        RANDOM.nextBytes(bytes);
        StringBuilder text = new StringBuilder(LENGTH);
        long now = System.currentTimeMillis();
        for (int digit = TIME_LENGTH - 1; digit >= 0; digit--) {
            text.append(LETTERS.charAt((int) (now >>> BITS * digit) & 31));
        }
        for (byte one : bytes) {
            text.append(LETTERS.charAt(one & 31));
        }
        return text.toString();
    }
}

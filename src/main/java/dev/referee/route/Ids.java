package dev.referee.route;

import dev.referee.call.CallKey;
import dev.referee.transfer.TransferId;
import java.security.SecureRandom;

/** Makes ids: 26 letters and digits, 130 random bits. Thread-safe. */
final class Ids {

    private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 26;
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
        byte[] bytes = new byte[LENGTH];
        RANDOM.nextBytes(bytes);
        StringBuilder text = new StringBuilder(LENGTH);
        for (byte one : bytes) {
            text.append(LETTERS.charAt(one & 31));
        }
        return text.toString();
    }
}

package dev.referee.transfer;

import java.util.Locale;

/** The one rule that turns enum constants into the contract's words. */
final class Words {

    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

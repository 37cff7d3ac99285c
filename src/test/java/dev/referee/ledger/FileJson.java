package dev.referee.ledger;

import dev.referee.call.CallFile;

/** Lets the simulation take state through the JSON that the real ledger writes. */
public final class FileJson {

    private FileJson() {}

    /** The state as a node reads it that did not write it. */
    public static CallFile roundTrip(CallFile file) {
        return CallFileJson.read(CallFileJson.write(file));
    }
}

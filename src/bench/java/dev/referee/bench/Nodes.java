package dev.referee.bench;

/**
 * The same calls on two nodes that share the database, and then on one of them. A call comes to either, and so does its
 * webhook; what two nodes need is told together.
 */
final class Nodes extends Growth {

    Nodes(Options options, Report report) {
        super(options, report);
    }

    @Override
    boolean fits(Kind kind) {
        return kind == Kind.POSTGRESQL;
    }

    @Override
    void measure(Kind kind, Bed bed) {
        bed.gateway().awaitReady();
        bed.start();
        warm(bed);
        Pause.ms(Callers.WHOLE_CALL.toMillis());
        row(kind, bed, options.rate(), "two nodes, together", idle(bed));
        bed.stopLast();
        row(kind, bed, options.rate(), "one node", idle(bed));
    }
}

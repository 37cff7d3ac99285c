package dev.referee.bench;

/** What is measured. */
enum Kind {
    /** The packed jar with its own database. */
    H2("Referee, H2", 1.6),
    /** The packed jar with PostgreSQL, whose own costs do not count. */
    POSTGRESQL("Referee, PostgreSQL", 2.0),
    /** The hand-written gateway that keeps everything in memory. */
    YARDSTICK("bare Vert.x", 1.0);

    final String label;

    /** How much more processor time of a call than the yardstick's it is meant to cost at most. */
    final double cpuGoal;

    Kind(String label, double cpuGoal) {
        this.label = label;
        this.cpuGoal = cpuGoal;
    }
}

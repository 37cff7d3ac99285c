package dev.referee.bench;

/** What a part of the benchmark finds out about a gateway, in the order of the table. */
enum Metric {
    CPU("CPU per whole call, ms", 2, true),
    ACCEPT_P50("webhook in → accept out p50, ms", 1, true),
    ACCEPT_P99("webhook in → accept out p99, ms", 1, true),
    OVERRUN_P50("overrun of the evidence deadline p50, ms", 1, true),
    OVERRUN_P99("overrun of the evidence deadline p99, ms", 1, true),
    VERDICT_P99("evidence in → verdict out p99, ms", 1, true),
    PEAK("peak RSS in that, MiB", 0, true),
    HELD("whole calls/s held", 0, false),
    IDLE("memory per idle call beyond the first 100, KiB", 1, true),
    IDLE_RSS("RSS with all idle calls, MiB", 0, true),
    DUE_P50("1,000 deadlines in a second: overrun p50, ms", 0, true),
    DUE_MOST("1,000 deadlines in a second: most overrun, ms", 0, true),
    START("start to the first answer, ms", 0, true),
    FIRST_CALL("start to the first accepted call, ms", 0, true);

    final String label;
    final int digits;
    final boolean lessIsBetter;

    Metric(String label, int digits, boolean lessIsBetter) {
        this.label = label;
        this.digits = digits;
        this.lessIsBetter = lessIsBetter;
    }
}

package dev.referee.transfer;

/** Something the shell must do after the decision is stored. Every answer comes back as an event. */
public interface Command {}

/**
 * The test kit for those who edit routes and settings: {@link dev.referee.testkit.CallScenario} says how a call goes,
 * {@link dev.referee.testkit.Referee} runs the whole program with its twin and plays it, {@link
 * dev.referee.testkit.CallStory} tells what the caller lived through and asserts it. {@link
 * dev.referee.testkit.RefereeTest} brings it to JUnit.
 *
 * <p>Everything is real (HTTP, WebSocket, database, routes) except the outside world, which the twin plays, and time, which
 * leaps over every moment in which all sides only wait ({@link dev.referee.testkit.VirtualTime}).
 */
@NullMarked
package dev.referee.testkit;

import org.jspecify.annotations.NullMarked;

package dev.referee.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.transfer.Target;
import org.junit.jupiter.api.Test;

class RosterTest {

    /** A call keeps the agent that it began with, and a target that is gone cannot be dialled. */
    @Test
    void an_agent_of_an_earlier_version_has_the_targets_that_are_still_there() {
        RefereeSettings before = SettingsFixture.twin()
                .with("referee.agents.default.targets", "sales, front-desk")
                .settings();
        RefereeSettings after = SettingsFixture.twin()
                .with("referee.agents.default.targets", "front-desk")
                .with("referee.targets.front-desk.description", "Everything else")
                .settings();
        Roster roster = new Roster(before);
        AgentSettings agent = roster.now().agentNamed("default");

        assertThat(roster.now().targetsOf(agent)).extracting(Target::name).containsExactly("sales", "front-desk");

        roster.change(withoutSales(after));
        assertThat(roster.now().targetsOf(agent)).singleElement().satisfies(target -> {
            assertThat(target.name()).isEqualTo("front-desk");
            assertThat(target.description()).isEqualTo("Everything else");
        });
    }

    private static RefereeSettings withoutSales(RefereeSettings all) {
        java.util.Map<String, TargetSettings> targets = new java.util.LinkedHashMap<>(all.targets());
        targets.remove("sales");
        return new RefereeSettings(
                all.publicUrl(),
                all.openai(),
                all.twilio(),
                all.transfer(),
                all.breaker(),
                all.agent(),
                all.admin(),
                all.screening(),
                all.conversation(),
                all.prices(),
                all.agents(),
                targets);
    }
}

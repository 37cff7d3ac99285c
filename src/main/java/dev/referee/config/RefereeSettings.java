package dev.referee.config;

import dev.referee.transfer.Target;
import dev.referee.transfer.TargetBook;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Every setting of Referee, checked when made: a value that cannot work throws {@link SettingsException}, which names
 * everything that is wrong at once. Defaults and units stand in {@code config/application.yaml} and nowhere else.
 * Immutable.
 *
 * @param publicUrl base of every callback URL and of Twilio's signatures, without slash at the end; http or https
 * @param openai how to reach OpenAI
 * @param twilio how to reach Twilio
 * @param transfer deadlines of a transfer
 * @param breaker the breaker around /refer
 * @param agent deadlines of the agent's leg
 * @param admin who may use {@code /api} and read metrics
 * @param screening who may call, for all agents
 * @param conversation how long and for how much agents may talk, for all agents
 * @param prices what models cost, by their name; empty: nothing is counted
 * @param agents by name, kebab-case; {@code default} must be among them
 * @param targets by name, kebab-case
 */
@ConfigurationProperties("referee")
public record RefereeSettings(
        String publicUrl,
        OpenAiSettings openai,
        TwilioSettings twilio,
        TransferSettings transfer,
        BreakerSettings breaker,
        AgentLegSettings agent,
        AdminSettings admin,
        ScreeningSettings screening,
        ConversationSettings conversation,
        Map<String, PriceSettings> prices,
        Map<String, AgentSettings> agents,
        Map<String, TargetSettings> targets) {

    /** The fragment of {@link #callback}. */
    public static final String CONNECTION_OVERRIDES = "#ct=2000&rt=5000&tt=15000&rc=5&rp=ct,rt,5xx";

    /** The agent that takes calls to numbers that no agent names. */
    public static final String DEFAULT_AGENT = "default";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    public RefereeSettings {
        publicUrl = Problems.base(publicUrl);
        admin = admin == null ? new AdminSettings(null, null) : admin;
        prices = copy(prices);
        agents = copy(agents);
        targets = copy(targets);
        Problems problems = new Problems();
        problems.text(
                "referee.public-url",
                publicUrl,
                Problems::isHttpBase,
                "an http or https address without query or fragment");
        if (openai == null) {
            problems.missing("referee.openai");
        } else {
            openai.check(problems);
        }
        if (twilio == null) {
            problems.missing("referee.twilio");
        } else {
            twilio.check(problems);
        }
        if (transfer == null) {
            problems.missing("referee.transfer");
        } else {
            transfer.check(problems);
        }
        if (breaker == null) {
            problems.missing("referee.breaker");
        } else {
            breaker.check(problems);
        }
        if (agent == null) {
            problems.missing("referee.agent");
        } else {
            agent.check(problems);
        }
        admin.check(problems);
        prices.forEach((model, price) -> price.check("referee.prices.[" + model + "]", problems));
        checkCallers(screening, conversation, agents, prices.keySet(), targets.keySet(), problems);
        checkAgents(agents, targets, problems);
        checkTargets(targets, problems);
        problems.throwIfAny();
    }

    /**
     * An address for the carrier, with its connection overrides in the fragment, which is neither sent nor signed
     * (facts/twilio-voice.md §1): a request that finds no node, a dying one or a 503 is sent again, up to 5 times within
     * the 15 s that the carrier allows, so that a restart or a take-over in between costs no caller. Every handler takes
     * repeats.
     */
    public URI callback(String path) {
        return URI.create(url(path) + CONNECTION_OVERRIDES);
    }

    /** The absolute address of one of our paths, as others must call it: {@code path} starts with a slash. */
    public URI url(String path) {
        return URI.create(publicUrl + path);
    }

    /** The name of the agent that takes calls to this number, in E.164; {@code default} where none names it. */
    public String agentFor(@Nullable String dialled) {
        if (dialled != null) {
            for (Map.Entry<String, AgentSettings> entry : agents.entrySet()) {
                if (entry.getValue().numbers().contains(dialled)) {
                    return entry.getKey();
                }
            }
        }
        return DEFAULT_AGENT;
    }

    /**
     * The agent of this name, as every part of a call sees it: {@code default} where configuration has it no more, because
     * a call may live longer than the settings that it began with.
     */
    public AgentSettings agentNamed(String name) {
        AgentSettings agent = agents.get(name);
        return agent != null ? agent : agents.get(DEFAULT_AGENT);
    }

    /** Who may call the agent of this name. */
    public ScreeningSettings screeningOf(String name) {
        ScreeningSettings own = agentNamed(name).screening();
        return own == null ? screening : own.over(screening);
    }

    /** How long and for how much the agent of this name may talk. */
    public ConversationSettings conversationOf(String name) {
        ConversationSettings own = agentNamed(name).conversation();
        return own == null ? conversation : own.over(conversation);
    }

    private static void checkCallers(
            @Nullable ScreeningSettings screening,
            @Nullable ConversationSettings conversation,
            Map<String, AgentSettings> agents,
            Set<String> priced,
            Set<String> targets,
            Problems problems) {
        if (screening == null || conversation == null) {
            problems.missing(screening == null ? "referee.screening" : "referee.conversation");
            return;
        }
        screening.check("referee.screening", true, problems);
        conversation.check("referee.conversation", targets, true, problems);
        agents.forEach((name, agent) -> {
            String prefix = "referee.agents." + name;
            ScreeningSettings caller = agent.screening();
            if (caller != null) {
                caller.check(prefix + ".screening", false, problems);
            }
            ConversationSettings talk = agent.conversation();
            if (talk != null) {
                talk.check(prefix + ".conversation", targets, false, problems);
            }
            (caller == null ? screening : caller.over(screening))
                    .checkWhole(caller == null ? "referee.screening" : prefix + ".screening", problems);
            (talk == null ? conversation : talk.over(conversation))
                    .checkWhole(
                            talk == null ? "referee.conversation" : prefix + ".conversation",
                            agent.model() == null ? "" : agent.model(),
                            priced,
                            problems);
        });
    }

    /** These settings with the agents and targets of others. Checked anew: an agent may need more than these have. */
    RefereeSettings withAgentsAndTargets(RefereeSettings others) {
        return new RefereeSettings(
                publicUrl,
                openai,
                twilio,
                transfer,
                breaker,
                agent,
                admin,
                screening,
                conversation,
                prices,
                others.agents(),
                others.targets());
    }

    /** The targets as the core takes them. */
    public TargetBook targetBook() {
        Map<String, Target> book = new LinkedHashMap<>();
        targets.forEach((name, target) -> {
            Duration ring = target.ring() != null ? target.ring() : transfer.ringTimeout();
            book.put(
                    name,
                    new Target(
                            name,
                            target.description(),
                            target.destinations(),
                            ring,
                            target.otherwise(),
                            target.manner(),
                            target.open() == null ? null : target.open().opening()));
        });
        return new TargetBook(book);
    }

    private static void checkAgents(
            Map<String, AgentSettings> agents, Map<String, TargetSettings> targets, Problems problems) {
        if (!agents.containsKey(DEFAULT_AGENT)) {
            problems.add("referee.agents", "has no agent named default: add referee.agents.default");
        }
        Map<String, String> owners = new HashMap<>();
        agents.forEach((name, agent) -> {
            String prefix = "referee.agents." + name;
            checkName(prefix, name, problems);
            agent.check(prefix, problems);
            for (String target : agent.targets()) {
                if (!targets.containsKey(target)) {
                    problems.add(
                            prefix + ".targets",
                            "names \"" + target + "\": there is no referee.targets." + target + "; known are "
                                    + targets.keySet());
                }
            }
            for (String number : new HashSet<>(agent.numbers())) {
                String owner = owners.putIfAbsent(number, name);
                if (owner != null) {
                    problems.add(
                            prefix + ".numbers", "holds a number that agent " + owner + " has too: keep it in one");
                }
            }
        });
    }

    private static void checkTargets(Map<String, TargetSettings> targets, Problems problems) {
        targets.forEach((name, target) -> {
            String prefix = "referee.targets." + name;
            checkName(prefix, name, problems);
            if (TargetSettings.ENDINGS.contains(name)) {
                problems.add(prefix, "has a name with a meaning of its own in otherwise: choose another");
            }
            target.check(prefix, problems);
            String otherwise = target.otherwise();
            if (!TargetSettings.ENDINGS.contains(otherwise) && !targets.containsKey(otherwise)) {
                problems.add(
                        prefix + ".otherwise",
                        "is \"" + otherwise + "\": it must be return, voicemail, hang-up or the name of a target");
            } else if (loops(name, targets)) {
                problems.add(
                        prefix + ".otherwise",
                        "is \"" + otherwise + "\": that leads in a circle; let one of them end in return, voicemail or"
                                + " hang-up");
            }
        });
    }

    private static void checkName(String property, String name, Problems problems) {
        if (!NAME.matcher(name).matches() || name.length() > 60) {
            problems.add(
                    property, "has a name that is not kebab-case: use lower-case letters, digits and single dashes");
        }
    }

    private static boolean loops(String start, Map<String, TargetSettings> targets) {
        Set<String> seen = new HashSet<>();
        String name = start;
        while (targets.containsKey(name)) {
            if (!seen.add(name)) {
                return true;
            }
            name = targets.get(name).otherwise();
        }
        return false;
    }

    private static <T> Map<String, T> copy(@Nullable Map<String, T> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}

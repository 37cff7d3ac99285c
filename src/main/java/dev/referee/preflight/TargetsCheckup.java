package dev.referee.preflight;

import dev.referee.config.TargetSettings;
import dev.referee.twilio.CarrierAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Whether targets can be dialled: their form, and whether the account may call their countries. */
final class TargetsCheckup implements Check {

    private static final String CONSOLE = "Twilio console, Voice, Settings, Geo permissions";

    @Override
    public String name() {
        return "targets";
    }

    @Override
    public List<Finding> run(Surroundings settings) {
        Map<String, TargetSettings> targets = settings.targets();
        List<Finding> found = new ArrayList<>();
        TreeSet<String> codes = new TreeSet<>();
        TreeSet<String> ours = settings.agentNumbers();
        targets.forEach((name, target) -> {
            try {
                target.destinations().stream().flatMap(List::stream).forEach(to -> {
                    if (to.isTel()) {
                        codes.add(CallingCode.of(to.dialled()));
                    }
                    if (ours.contains(to.dialled())) {
                        found.add(Finding.error(
                                name(),
                                "target " + name + " dials " + to
                                        + ", which is an agent's own number: calls go in a circle",
                                "give referee.targets." + name + ".dial the number of a person"));
                    }
                });
            } catch (IllegalArgumentException malformed) {
                found.add(Finding.error(
                        name(),
                        "target " + name + " has an address that is none: " + malformed.getMessage(),
                        "correct referee.targets." + name + ".dial"));
            }
        });
        if (targets.isEmpty()) {
            found.add(Finding.warning(
                    name(), "there are no targets, so no call can be transferred", "add them under referee.targets"));
        } else if (found.isEmpty()) {
            found.add(Finding.ok(name(), targets.size() + " targets are well-formed"));
        }
        found.addAll(permissions(settings, codes));
        return found;
    }

    private List<Finding> permissions(Surroundings settings, TreeSet<String> codes) {
        if (codes.isEmpty() || !settings.missing(TwilioCheckup.NEEDED).isEmpty()) {
            return List.of();
        }
        CarrierAccount account = TwilioCheckup.byRest(settings);
        return codes.stream()
                .map(code -> permission(code, account.permissions(code)))
                .toList();
    }

    private Finding permission(String code, CarrierAccount.Asked<List<CarrierAccount.Permission>> asked) {
        List<CarrierAccount.Permission> countries = asked.result();
        if (countries == null || countries.isEmpty()) {
            return Finding.warning(
                    name(),
                    "whether the account may call +" + code + " is not known: Twilio answers "
                            + (asked.status() == 0 ? "nothing" : asked.status()),
                    "see that the country is ticked in the " + CONSOLE);
        }
        List<String> shut = countries.stream()
                .filter(country -> !country.allowed())
                .map(CarrierAccount.Permission::country)
                .toList();
        if (shut.isEmpty()) {
            return Finding.ok(name(), "the account may call +" + code);
        }
        String some = String.join(", ", shut.subList(0, Math.min(5, shut.size())));
        return shut.size() == countries.size()
                ? Finding.error(
                        name(), "the account may not call +" + code + " (" + some + ")", "tick it in the " + CONSOLE)
                : Finding.warning(
                        name(),
                        "the account may not call every country of +" + code + ": not " + some,
                        "see that the targets' countries are ticked in the " + CONSOLE);
    }
}

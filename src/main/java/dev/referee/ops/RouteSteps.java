package dev.referee.ops;

import dev.referee.ops.RouteView.Step;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.NamedNode;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.api.management.mbean.ManagedProcessorMBean;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.CircuitBreakerDefinition;
import org.apache.camel.model.OnFallbackDefinition;
import org.apache.camel.model.OtherwiseDefinition;
import org.apache.camel.model.OutputNode;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a route in the order of its file, with the counts of Camel's management. Camel's own dump of the structure
 * leaves out the branches, {@code when}, {@code doCatch} and {@code onFallback}, so the model is walked. Steps inside of
 * {@code doCatch} and {@code onFallback} are not counted by Camel (4.17).
 */
final class RouteSteps {

    private final ManagedCamelContext managed;
    private final List<Step> steps = new ArrayList<>();

    private RouteSteps(ManagedCamelContext managed) {
        this.managed = managed;
    }

    static List<Step> of(RouteDefinition route, ManagedCamelContext managed) {
        RouteSteps walk = new RouteSteps(managed);
        route.getOutputs().forEach(step -> walk.add(step, 1));
        return walk.steps;
    }

    private void add(NamedNode step, int level) {
        if (step instanceof ProcessorDefinition<?> of && of.isAbstract()) {
            return; // handlers of the whole route, which configurations bring along
        }
        List<NamedNode> inside = inside(step);
        ManagedProcessorMBean counted = counted(step, inside);
        boolean own = counted != null && counted.getProcessorId().equals(step.getId());
        steps.add(new Step(
                step.getId(),
                level,
                step.getShortName(),
                text(step),
                RoutesApi.text(step.getDescriptionText()),
                counted == null ? null : counted.getExchangesTotal(),
                own ? counted.getExchangesFailed() : null));
        inside.forEach(next -> add(next, level + 1));
    }

    /** Processors of our own have no label but their address in memory; a choice repeats all that follows. */
    private static String text(NamedNode step) {
        boolean says = !(step instanceof ProcessDefinition) && !(step instanceof ChoiceDefinition);
        return says ? URISupport.sanitizeUri(step.getLabel()) : step.getShortName();
    }

    private static List<NamedNode> inside(NamedNode step) {
        List<NamedNode> inside = new ArrayList<>();
        if (step instanceof ChoiceDefinition choice) {
            inside.addAll(choice.getWhenClauses());
            add(inside, choice.getOtherwise());
        } else if (step instanceof TryDefinition attempt) {
            inside.addAll(attempt.getOutputsWithoutCatches());
            inside.addAll(attempt.getCatchClauses());
            add(inside, attempt.getFinallyClause());
        } else if (step instanceof OutputNode || step instanceof ProcessorDefinition<?>) {
            inside.addAll(outputs(step));
        }
        if (step instanceof CircuitBreakerDefinition breaker) {
            add(inside, breaker.getOnFallback());
        }
        return inside;
    }

    private static List<? extends NamedNode> outputs(NamedNode step) {
        if (step instanceof ProcessorDefinition<?> of) {
            return of.getOutputs();
        } else if (step instanceof WhenDefinition when) {
            return when.getOutputs();
        } else if (step instanceof OtherwiseDefinition otherwise) {
            return otherwise.getOutputs();
        }
        return step instanceof OnFallbackDefinition fallback ? fallback.getOutputs() : List.of();
    }

    private static void add(List<NamedNode> inside, @Nullable NamedNode branch) {
        if (branch != null && !inside.contains(branch)) {
            inside.add(branch);
        }
    }

    /** A branch is not counted itself; it was entered as often as its first step was begun. */
    private @Nullable ManagedProcessorMBean counted(NamedNode step, List<NamedNode> inside) {
        ManagedProcessorMBean own = step.getId() == null ? null : managed.getManagedProcessor(step.getId());
        if (own != null || inside.isEmpty()) {
            return own;
        }
        return counted(inside.get(0), inside(inside.get(0)));
    }
}

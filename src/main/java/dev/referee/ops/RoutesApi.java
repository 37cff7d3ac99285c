package dev.referee.ops;

import java.lang.reflect.UndeclaredThrowableException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.InstanceNotFoundException;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the routes of this node do, with live counts, as Camel's management counts them. {@link AdminGate} stands before it.
 * The counts begin with the start of the node, those of steps with the edit that made them.
 */
@RestController
@RequestMapping(path = "/api/routes", produces = MediaType.APPLICATION_JSON_VALUE)
class RoutesApi {

    /** Behind it stands the number of the edit, see {@code dev.referee.reload.RouteSwap}. */
    private static final char EDIT = '~';

    private static final int LOOKS_MOST = 5;

    private final CamelContext camel;

    RoutesApi(CamelContext camel) {
        this.camel = camel;
    }

    /** All routes, by their ids. A route may be replaced while they are looked through: then they are looked through again. */
    @GetMapping
    Routes routes() {
        for (int look = 1; ; look++) {
            try {
                return look();
            } catch (UndeclaredThrowableException gone) {
                if (look == LOOKS_MOST || !(gone.getCause() instanceof InstanceNotFoundException)) {
                    throw gone;
                }
            }
        }
    }

    private Routes look() {
        ManagedCamelContext managed = camel.getCamelContextExtension().getContextPlugin(ManagedCamelContext.class);
        if (managed == null) {
            throw new Problem(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "Camel counts nothing while its management is switched off; start without camel.main.jmx-enabled=false"
                            + " and -Dorg.apache.camel.jmx.disabled=true");
        }
        Map<String, ManagedRouteMBean> doors = new LinkedHashMap<>();
        Map<String, ManagedRouteMBean> bodies = new LinkedHashMap<>();
        for (Route route : camel.getRoutes()) {
            ManagedRouteMBean bean = managed.getManagedRoute(route.getRouteId());
            if (bean != null) { // it may have gone meanwhile
                put(doors, bodies, bean);
            }
        }
        return new Routes(doors.entrySet().stream()
                .map(door -> view(door.getKey(), door.getValue(), bodies.get(door.getKey()), managed))
                .sorted(Comparator.comparing(RouteView::id))
                .toList());
    }

    private RouteView view(
            String id, ManagedRouteMBean door, @Nullable ManagedRouteMBean exchanged, ManagedCamelContext managed) {
        ManagedRouteMBean body = exchanged == null ? door : exchanged;
        RouteDefinition model = ((ModelCamelContext) camel).getRouteDefinition(body.getRouteId());
        return RouteView.of(id, door, body, model == null ? List.of() : RouteSteps.of(model, managed));
    }

    private static void put(
            Map<String, ManagedRouteMBean> doors, Map<String, ManagedRouteMBean> bodies, ManagedRouteMBean bean) {
        String id = bean.getRouteId();
        int edit = id.lastIndexOf(EDIT);
        if (edit < 0) {
            doors.put(id, bean);
        } else if (hasOnlySteps(bean)) {
            bodies.merge(id.substring(0, edit), bean, RoutesApi::newer);
        } else {
            doors.put(id.substring(0, edit), bean); // an edit gave it another consumer
        }
    }

    /** Whether its consumer is the one by which the route with the real one calls it. */
    private static boolean hasOnlySteps(ManagedRouteMBean bean) {
        return URLDecoder.decode(bean.getEndpointUri(), StandardCharsets.UTF_8)
                .endsWith("direct://" + bean.getRouteId());
    }

    private static ManagedRouteMBean newer(ManagedRouteMBean one, ManagedRouteMBean other) {
        return edit(one) > edit(other) ? one : other;
    }

    private static int edit(ManagedRouteMBean bean) {
        String id = bean.getRouteId();
        return Integer.parseInt(id.substring(id.lastIndexOf(EDIT) + 1));
    }

    /** The answer. */
    record Routes(List<RouteView> routes) {}

    /** Text, or null for none. */
    static @Nullable String text(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}

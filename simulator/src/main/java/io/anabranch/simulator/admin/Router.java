package io.anabranch.simulator.admin;

import io.anabranch.simulator.operation.Body;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.anabranch.simulator.operation.ServiceRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what has a route; everything else is the service's. Where the admin API is on, whoever reaches the port may use it, but no page in a browser:
 * those send an Origin, and one that could reach the port through its user's browser is refused. Thread-safe.
 */
public final class Router {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    /** By path, then by method. */
    private final Map<String, Map<String, Route>> routes = new HashMap<>();

    private final boolean adminIsOn;
    private final Executor blocking;

    /** @param blocking runs the routes */
    public Router(List<Route> routes, boolean adminIsOn, Executor blocking) {
        routes.forEach(route -> this.routes.computeIfAbsent(route.path(), path -> new TreeMap<>()).put(route.method(), route));
        this.adminIsOn = adminIsOn;
        this.blocking = blocking;
    }

    /** The answer, or nothing if the service is asked. Does not block; the stage never fails. */
    public Optional<CompletionStage<ServiceAnswer>> answer(ServiceRequest request) {
        String path = request.path();
        Map<String, Route> byMethod = routes.get(path);
        if (byMethod == null) {
            return path.startsWith(Route.ADMIN) ? refuse(404, "no such path: " + path) : Optional.empty();
        }
        Route route = byMethod.get(request.method());
        if (route == null) return refuse(405, path + " takes " + String.join(", ", byMethod.keySet()) + ", not " + request.method());
        Optional<String> refusal = route.guarded() ? refusal(request) : Optional.empty();
        return refusal.isPresent() ? refuse(403, refusal.get()) : Optional.of(CompletableFuture.supplyAsync(() -> run(route, request), blocking));
    }

    private Optional<String> refusal(ServiceRequest request) {
        if (!adminIsOn) return Optional.of("the admin API is on only where the port is bound to loopback, or where it was asked for");
        return request.headers().get("Origin").map(origin -> "no pages of a browser: " + origin);
    }

    private static Optional<CompletionStage<ServiceAnswer>> refuse(int status, String message) {
        return Optional.of(CompletableFuture.completedStage(answer(Reply.error(status, message))));
    }

    private static ServiceAnswer run(Route route, ServiceRequest request) {
        try {
            return answer(route.action().answer(request.body()));
        } catch (IllegalArgumentException e) {
            return answer(Reply.error(400, told(e)));
        } catch (Exception e) {
            LOG.error("request failed path={}", route.path(), e);
            return answer(Reply.error(500, told(e)));
        }
    }

    private static String told(Exception e) {
        return Optional.ofNullable(e.getMessage()).orElseGet(() -> e.getClass().getSimpleName());
    }

    private static ServiceAnswer answer(Reply reply) {
        List<String> headers = List.of("Content-Type", reply.contentType(), "Cache-Control", "no-store");
        return new ServiceAnswer(reply.status(), headers, new Body(reply.body(), reply.body().length));
    }
}

package io.anabranch.simulator.server;

import io.anabranch.schema.api.GlueHandler;
import io.anabranch.simulator.admin.Route;
import io.anabranch.simulator.fault.Faults;
import io.anabranch.simulator.metrics.ServerMeters;
import io.anabranch.simulator.stream.Streams;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a port serves.
 *
 * @param glue              answers the schema registry's protocol on the same port
 * @param faults            by which requests go wrong
 * @param routes            what is answered besides
 * @param meters            count what is done
 * @param certificateFolder where the generated certificate is kept
 * @param random            thread-safe
 */
public record Backend(
        Streams streams,
        Optional<GlueHandler> glue,
        Faults faults,
        List<Route> routes,
        ServerMeters meters,
        Path certificateFolder,
        RandomGenerator random) {
    public Backend {
        routes = List.copyOf(routes);
    }
}

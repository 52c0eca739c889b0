package io.anabranch.simulator.admin;

import io.anabranch.simulator.fault.FaultScript;
import io.anabranch.simulator.fault.Faults;
import io.anabranch.simulator.stream.Identity;
import io.anabranch.simulator.stream.StreamDescription;
import io.anabranch.simulator.stream.Streams;
import java.util.List;
import java.util.Optional;

/** The routes for tests: what runs, the service's clock, its faults, and a clean slate. */
public final class AdminRoutes {
    private AdminRoutes() {}

    public static List<Route> of(Streams streams, Faults faults, SnapshotRoute.Snapshots snapshots) {
        ClockRoutes clock = new ClockRoutes(streams.clock());
        return List.of(
                Route.admin("GET", "info", body -> info(streams)),
                Route.admin("GET", "clock", body -> clock.now()),
                Route.admin("POST", "clock", clock::advance),
                Route.admin("GET", "faults", body -> Reply.json(faults.toJson())),
                Route.admin("PUT", "faults", body -> set(faults, FaultScript.parse(body))),
                Route.admin("DELETE", "faults", body -> set(faults, FaultScript.NONE)),
                Route.admin("POST", "snapshot", new SnapshotRoute(snapshots)::take),
                Route.admin("POST", "reset", body -> reset(streams, faults)));
    }

    private static Reply info(Streams streams) {
        String version = Optional.ofNullable(AdminRoutes.class.getPackage().getImplementationVersion()).orElse("(not packaged)");
        int count = streams.identities().stream().mapToInt(identity -> streams.of(identity).list().size()).sum();
        return Reply.json("version", version, "region", streams.region(), "account", streams.account(), "streams", count);
    }

    private static Reply set(Faults faults, FaultScript script) {
        faults.set(script);
        return Reply.json(faults.toJson());
    }

    /** Deletes the streams of all identities; as long as deleting takes, they are seen DELETING. */
    private static Reply reset(Streams streams, Faults faults) {
        faults.clear();
        int deleted = 0;
        for (Identity identity : streams.identities()) {
            Streams own = streams.of(identity);
            for (StreamDescription stream : own.list()) {
                own.delete(stream.name());
                deleted++;
            }
        }
        return Reply.json("deleted", deleted);
    }
}

package io.anabranch.samples.cli;

import io.anabranch.lease.LeaseControl;
import io.anabranch.lease.LeaseTable;
import io.anabranch.lease.model.LeaseView;
import io.anabranch.lease.model.Steering;
import io.anabranch.lease.store.CoordinationStore;
import io.anabranch.lease.zookeeper.ZooKeeper;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which fleet is meant, and how long to wait for it. */
final class FleetFlags {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--application", paramLabel = "A", required = true, description = "The application whose leases are meant.")
    private String application;

    @Option(names = "--zookeeper", paramLabel = "CONNECT", required = true, description = "host:port, several separated by commas.")
    private String zookeeper;

    @Option(names = "--wait-s", paramLabel = "N", defaultValue = "30", description = "Seconds to wait, for ZooKeeper and for the fleet (default: ${DEFAULT-VALUE}).")
    private long waitSeconds;

    List<LeaseView> leases() throws Exception {
        try (CoordinationStore store = connect();
                LeaseTable table = get(LeaseTable.open(store, application), "ZooKeeper does not answer at " + zookeeper)) {
            return get(table.leases(), "ZooKeeper does not answer at " + zookeeper);
        }
    }

    Steering steer(UnaryOperator<Steering> change) throws Exception {
        return control(control -> control.steer(change), "ZooKeeper does not answer at " + zookeeper);
    }

    Steering steering() throws Exception {
        return control(LeaseControl::steering, "ZooKeeper does not answer at " + zookeeper);
    }

    /** Waits until the fleet has carried it out. */
    void order(Function<LeaseControl, CompletionStage<Void>> order) throws Exception {
        control(order, "ordered, but not carried out within " + waitSeconds + " s: it will be as soon as a worker leads the application");
    }

    private <T> T control(Function<LeaseControl, CompletionStage<T>> use, String late) throws Exception {
        try (CoordinationStore store = connect();
                LeaseControl control = get(LeaseControl.open(store, application), "ZooKeeper does not answer at " + zookeeper)) {
            return get(use.apply(control), late);
        }
    }

    private CoordinationStore connect() {
        Endpoints.checkConnect("--zookeeper", zookeeper, spec);
        if (waitSeconds < 1) throw new ParameterException(spec.commandLine(), "--wait-s must be at least 1, was " + waitSeconds);
        return ZooKeeper.connect(zookeeper);
    }

    private <T> T get(CompletionStage<T> stage, String late) throws IOException, ExecutionException, InterruptedException {
        try {
            return stage.toCompletableFuture().get(waitSeconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException(late, e);
        }
    }
}

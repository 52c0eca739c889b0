package io.anabranch.samples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Empties a worker. */
@Command(name = "drain", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Hands over all that a worker holds, as long as another can take it, and gives it nothing until --undo.")
final class LeasesDrain implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "WORKER", description = "Its id, as list shows it.")
    private String worker;

    @Option(names = "--undo", description = "The worker may hold leases again.")
    private boolean undo;

    @Mixin
    private FleetFlags fleet;

    @Override
    public Integer call() throws Exception {
        fleet.steer(steering -> undo ? steering.notDraining(worker) : steering.draining(worker));
        spec.commandLine().getOut().println((undo ? "no longer drained: " : "drained: ") + worker);
        return 0;
    }
}

package io.anabranch.samples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps leases where they are. */
@Command(name = "maintenance", mixinStandardHelpOptions = true, sortOptions = false,
        description = "On: no lease moves for the sake of balance, while leases of workers that are gone still find another. Off: as usual.")
final class LeasesMaintenance implements Callable<Integer> {
    enum Switch { ON, OFF }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "on|off", description = "Whether leases stay where they are.")
    private Switch state;

    @Mixin
    private FleetFlags fleet;

    @Override
    public Integer call() throws Exception {
        fleet.steer(steering -> steering.withMaintenance(state == Switch.ON));
        spec.commandLine().getOut().println("maintenance: " + (state == Switch.ON ? "on" : "off"));
        return 0;
    }
}

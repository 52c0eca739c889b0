package io.anabranch.samples.cli;

import io.anabranch.lease.model.LeaseKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Another try for a FAILED shard. */
@Command(name = "retry", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Gives a FAILED shard out anew from its checkpoint; one that is being processed changes hands.")
final class LeasesRetry implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "STREAM/SHARD", converter = LeaseArgument.class, description = "The shard.")
    private LeaseKey lease;

    @Mixin
    private FleetFlags fleet;

    @Override
    public Integer call() throws Exception {
        fleet.order(control -> control.retry(lease));
        spec.commandLine().getOut().println("given out anew: " + lease);
        return 0;
    }
}

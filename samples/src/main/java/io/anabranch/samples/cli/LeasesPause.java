package io.anabranch.samples.cli;

import io.anabranch.lease.model.LeaseKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a stream or a shard from the fleet until it is resumed. */
@Command(name = "pause", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Takes a stream, or one shard, from the workers: its owner checkpoints and gives it back, and nobody gets it until it is resumed.")
final class LeasesPause implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "STREAM[/SHARD]", description = "What is paused.")
    private String target;

    @Mixin
    private FleetFlags fleet;

    @Override
    public Integer call() throws Exception {
        fleet.steer(steering -> target.contains("/") ? steering.pausing(LeaseKey.parse(target)) : steering.pausing(target));
        spec.commandLine().getOut().println("paused: " + target);
        return 0;
    }
}

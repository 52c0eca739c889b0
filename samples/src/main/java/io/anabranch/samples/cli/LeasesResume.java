package io.anabranch.samples.cli;

import io.anabranch.lease.model.LeaseKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a paused stream or shard back to the fleet. */
@Command(name = "resume", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Ends a pause. A stream takes its shards along that were paused singly; a shard stays paused while its stream is.")
final class LeasesResume implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "STREAM[/SHARD]", description = "What is resumed.")
    private String target;

    @Mixin
    private FleetFlags fleet;

    @Override
    public Integer call() throws Exception {
        fleet.steer(steering -> target.contains("/") ? steering.resuming(LeaseKey.parse(target)) : steering.resuming(target));
        spec.commandLine().getOut().println("resumed: " + target);
        return 0;
    }
}

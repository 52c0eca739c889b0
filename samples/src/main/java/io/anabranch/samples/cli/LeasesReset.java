package io.anabranch.samples.cli;

import io.anabranch.kcl.model.Position;
import io.anabranch.lease.model.LeaseKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sets a shard's position. */
@Command(name = "reset", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Sets the position of a shard, which may go back: what follows it is processed again.",
            "Its owner is asked for it first; then the position is stored under a new epoch, so that nothing an owner of before writes counts."})
final class LeasesReset implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "STREAM/SHARD", converter = LeaseArgument.class, description = "The shard.")
    private LeaseKey lease;

    @Option(names = "--to", paramLabel = "POSITION", required = true,
            description = "TRIM_HORIZON, LATEST, AT_TIMESTAMP:MILLIS, AT:SEQUENCE, or a sequence number alone for the record after it.")
    private String to;

    @Mixin
    private FleetFlags fleet;

    @Override
    public Integer call() throws Exception {
        String position = Positions.parse(spec, "--to", () -> Position.decode(to));
        fleet.order(control -> control.reset(lease, position));
        spec.commandLine().getOut().println("set to " + position + ": " + lease);
        return 0;
    }
}

package io.anabranch.samples.cli;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.lease.model.LeaseKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Goes on behind a record that nobody can process. */
@Command(name = "skip", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Gives a FAILED shard out anew, behind the records it failed on. They are not processed: nothing else is ever skipped.")
final class LeasesSkip implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "STREAM/SHARD", converter = LeaseArgument.class, description = "The shard.")
    private LeaseKey lease;

    @Option(names = "--through", paramLabel = "SEQUENCE", required = true, description = "Sequence number of the last record that is left out.")
    private String through;

    @Mixin
    private FleetFlags fleet;

    @Override
    public Integer call() throws Exception {
        String position = Positions.parse(spec, "--through", () -> Position.after(SequenceNumber.of(through)));
        fleet.order(control -> control.reset(lease, position));
        spec.commandLine().getOut().println("goes on behind " + through + ": " + lease);
        return 0;
    }
}

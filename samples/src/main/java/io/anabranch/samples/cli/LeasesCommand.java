package io.anabranch.samples.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** An operator's hand on a fleet. */
@Command(name = "leases", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Looks at the leases of an application, and steers its fleet.",
            "What is ordered is kept in ZooKeeper and carried out by whichever worker leads the fleet, now or later."},
        subcommands = {LeasesList.class, LeasesPause.class, LeasesResume.class, LeasesDrain.class, LeasesMaintenance.class, LeasesRetry.class,
                LeasesSkip.class, LeasesReset.class})
final class LeasesCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is missing");
    }
}

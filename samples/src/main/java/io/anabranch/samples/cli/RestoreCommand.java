package io.anabranch.samples.cli;

import io.anabranch.simulator.Simulator;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A snapshot the other way round. */
@Command(name = "restore", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Makes a data folder of a snapshot.",
            "The snapshot is only read, and may be restored again. A folder that holds anything is refused."})
final class RestoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--from", paramLabel = "SNAPSHOT", required = true, description = "What snapshot made.")
    private Path snapshot;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "The data folder; missing or empty.")
    private Path data;

    @Override
    public Integer call() throws Exception {
        try (Simulator simulator = Simulator.openReadOnly(SnapshotCommand.dataFolder(snapshot, spec))) {
            simulator.snapshot(data);
        }
        return 0;
    }
}

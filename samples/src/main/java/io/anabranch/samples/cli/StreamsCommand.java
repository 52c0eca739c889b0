package io.anabranch.samples.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything one does with streams by hand. */
@Command(name = "streams", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Looks at streams, changes them, puts and follows records.",
            "With --endpoint it is the client of a service. With --data it opens a data folder: looking works while "
                    + "another process serves the folder, changing does not."},
        subcommands = {StreamsCreate.class, StreamsList.class, StreamsDescribe.class, StreamsPut.class, StreamsTail.class, StreamsSplit.class,
                StreamsMerge.class, StreamsScale.class, StreamsDelete.class, StreamsFind.class, StreamsPlan.class, StreamsExport.class,
                StreamsImport.class})
final class StreamsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is missing");
    }
}

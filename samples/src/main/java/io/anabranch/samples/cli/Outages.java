package io.anabranch.samples.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** Services that go away while a command works. */
final class Outages {
    private Outages() {}

    /** A line on standard error for each of them. */
    static <T extends Throwable> Consumer<T> toldBy(CommandSpec command) {
        PrintWriter err = command.commandLine().getErr();
        return failure -> err.println(command.qualifiedName() + ": " + OneLine.of(failure) + "; trying again");
    }
}

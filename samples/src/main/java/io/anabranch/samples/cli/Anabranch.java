package io.anabranch.samples.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command itself. Exit code 0 is success, 1 failure, 2 wrong usage; the last two come with one clear line on standard error. */
@Command(name = "anabranch", mixinStandardHelpOptions = true, versionProvider = Anabranch.Version.class, sortOptions = false,
        description = "A Kinesis consumer framework with its own simulator.",
        subcommands = {DemoCommand.class, ServeCommand.class, ZooKeeperCommand.class, WorkerCommand.class, FleetCommand.class, ReplayCommand.class,
                StreamsCommand.class, LeasesCommand.class, SnapshotCommand.class, RestoreCommand.class, BenchCommand.class},
        footer = {"", "Every command explains itself: anabranch COMMAND --help"})
public final class Anabranch implements Runnable {
    static final int FAILURE = 1;
    static final int WRONG_USAGE = 2;

    @Spec
    private CommandSpec spec;

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        Termination.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Anabranch());
        commandLine.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((wrong, arguments) ->
                complain(wrong.getCommandLine(), OneLine.of(wrong).replace("option option", "option"), WRONG_USAGE));
        commandLine.setExecutionExceptionHandler((failure, at, parsed) -> complain(at, OneLine.of(failure), FAILURE));
        return commandLine;
    }

    private static int complain(CommandLine at, String message, int exitCode) {
        if (Termination.signalled()) return exitCode;
        String hint = exitCode == WRONG_USAGE ? " (see " + at.getCommandSpec().qualifiedName() + " --help)" : "";
        at.getErr().println(at.getCommandSpec().qualifiedName() + ": " + message.strip() + hint);
        return exitCode;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** What the jar says of itself; a class folder says nothing. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Anabranch.class.getPackage().getImplementationVersion();
            return new String[] {"anabranch " + (version == null ? "(not packaged)" : version)};
        }
    }
}

package io.anabranch.samples.cli;

import io.anabranch.samples.worker.WorkerOptions;
import io.anabranch.samples.worker.WorkerProgram;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One worker process, until a signal ends it. */
@Command(name = "worker", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Runs one worker of an application.",
            "It shares the stream's shards with the application's other workers. SIGTERM finishes what runs, checkpoints, gives the shards back and ends with exit code 0."})
final class WorkerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private WorkerFlags flags;

    @Option(names = "--worker-id", paramLabel = "W", description = "Unique within the application (default: worker-PID).")
    private Optional<String> workerId = Optional.empty();

    @Option(names = "--history", paramLabel = "FILE", description = "Appends one JSON line an event to FILE.")
    private Optional<Path> history = Optional.empty();

    @Option(names = "--status-ms", paramLabel = "N", description = "Prints one JSON line of status every N ms instead of what becomes of its claims.")
    private Optional<Long> statusMillis = Optional.empty();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        WorkerOptions options = options();
        WorkerProgram program = WorkerProgram.start(options, ProcessClocks.system(), out::println);
        if (statusMillis.isEmpty()) out.println(joins(options));
        Termination.onSignal(program::close);
        program.awaitShutdown();
        program.close();
        return 0;
    }

    /** So that one who waits for its first claim sees whom it asks for one. */
    private static String joins(WorkerOptions options) {
        return "worker=" + options.workerId() + " joins application=" + options.application() + " at " + options.zookeeper() + " for stream="
                + options.stream() + options.endpoint().map(url -> " of " + url).orElse("");
    }

    private WorkerOptions options() {
        String id = workerId.orElseGet(() -> "worker-" + ProcessHandle.current().pid());
        if (statusMillis.isPresent() && statusMillis.get() < 10) throw new ParameterException(spec.commandLine(), "--status-ms must be at least 10");
        return flags.options(id, history, statusMillis.map(Duration::ofMillis));
    }
}

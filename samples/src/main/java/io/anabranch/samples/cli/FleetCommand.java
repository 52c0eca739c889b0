package io.anabranch.samples.cli;

import io.anabranch.samples.fleet.FleetTable;
import io.anabranch.samples.fleet.FleetView;
import io.anabranch.samples.fleet.Screen;
import io.anabranch.samples.process.ChildFailedException;
import io.anabranch.samples.process.ChildProcess;
import io.anabranch.samples.process.Children;
import io.anabranch.samples.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Several worker processes of one application, and a table of who owns what, until a signal ends them. */
@Command(name = "fleet", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Runs workers of an application and shows who owns what.",
            "Each is a process of its own; a table shows every shard's owner, how far it is and how far behind. SIGTERM and Ctrl-C stop all workers cleanly."})
final class FleetCommand implements Callable<Integer> {
    private static final long REFRESH_MILLIS = 500;
    private static final long SIGNAL_MILLIS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec;

    @Option(names = "--workers", paramLabel = "N", required = true, description = "How many worker processes.")
    private int workers;

    @Mixin
    private WorkerFlags flags;

    @Option(names = "--worker-id", paramLabel = "W", defaultValue = "worker", description = "Workers are named W-1 to W-N (default: ${DEFAULT-VALUE}).")
    private String workerId;

    @Option(names = "--history", paramLabel = "DIR", description = "Writes each worker's history into DIR.")
    private Optional<Path> history = Optional.empty();

    @Option(names = "--logs", paramLabel = "DIR", description = "Folder for one log a worker (default: a new temporary one).")
    private Optional<Path> logs = Optional.empty();

    @Override
    public Integer call() throws Exception {
        if (workers < 1) throw new ParameterException(spec.commandLine(), "--workers must be at least 1, was " + workers);
        flags.options(workerId, Optional.empty(), Optional.empty());
        Path logFolder = logs.isPresent() ? Files.createDirectories(logs.get()) : Files.createTempDirectory("anabranch-fleet");
        if (history.isPresent()) Files.createDirectories(history.get());
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (Children children = new Children(JavaCommand.likeThisProcess(Anabranch.class.getName()), logFolder, PATIENCE)) {
            Termination.Registration signal = Termination.onSignal(() -> {
                stop.countDown();
                stopped.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            });
            try {
                return watch(start(children, logFolder), stop);
            } catch (IOException | ChildFailedException e) {
                signal.close();
                throw e;
            }
        } finally {
            stopped.countDown();
        }
    }

    private record Fleet(List<ChildProcess> workers, FleetView view) {}

    private Fleet start(Children children, Path logFolder) throws IOException {
        spec.commandLine().getOut().println(workers + (workers == 1 ? " worker" : " workers") + ", logs in " + logFolder);
        Fleet fleet = new Fleet(new ArrayList<>(), new FleetView());
        for (int i = 1; i <= workers; i++) {
            String name = workerId + "-" + i;
            List<String> arguments = new ArrayList<>(List.of("worker", "--worker-id", name, "--status-ms", String.valueOf(REFRESH_MILLIS)));
            arguments.addAll(flags.arguments());
            history.ifPresent(folder -> arguments.addAll(List.of("--history", folder.resolve(name + ".jsonl").toString())));
            fleet.workers.add(children.start(name, arguments, fleet.view::line));
        }
        return fleet;
    }

    private int watch(Fleet fleet, CountDownLatch stop) throws ChildFailedException, InterruptedException {
        Screen screen = new Screen(spec.commandLine().getOut(), Terminals.isTerminal());
        long lastRecords = 0;
        long lastNanos = System.nanoTime();
        while (!stop.await(REFRESH_MILLIS, TimeUnit.MILLISECONDS)) {
            for (ChildProcess worker : fleet.workers) {
                // Ctrl-C reaches the workers as well, perhaps before this process.
                if (!worker.alive() && !stop.await(SIGNAL_MILLIS, TimeUnit.MILLISECONDS)) throw worker.failed("ended");
            }
            long nanos = System.nanoTime();
            long records = fleet.view.records();
            screen.show(summary(fleet.view, (records - lastRecords) * 1e9 / (nanos - lastNanos)), FleetTable.lines(fleet.view), nanos);
            lastRecords = records;
            lastNanos = nanos;
        }
        screen.erase();
        return 0;
    }

    private static String summary(FleetView view, double rate) {
        return String.format(Locale.ROOT, "%,d records, %,.0f/s  %s", view.records(), rate, Terminals.isTerminal() ? "" : FleetTable.oneLine(view)).stripTrailing();
    }
}

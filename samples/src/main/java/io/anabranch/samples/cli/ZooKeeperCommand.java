package io.anabranch.samples.cli;

import io.anabranch.lease.zookeeper.EmbeddedZooKeeper;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The embedded ZooKeeper as a process of its own, until a signal ends it. */
@Command(name = "zookeeper", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Runs a ZooKeeper of its own, its data in a folder.",
            "It listens on this machine's loopback interface. Prints one line, ready HOST:PORT, once it accepts connections. SIGTERM stops it cleanly, with exit code 0."})
final class ZooKeeperCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "P", defaultValue = "0",
            description = "Port to listen on; 0 is the folder's last one if it is free, else any (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Folder of its data; made if it is missing.")
    private Path data;

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > 65535) throw new ParameterException(spec.commandLine(), "--port must be 0 to 65535, was " + port);
        CountDownLatch stopped = new CountDownLatch(1);
        EmbeddedZooKeeper server = EmbeddedZooKeeper.start(data, port);
        Termination.onSignal(() -> {
            server.close();
            stopped.countDown();
        });
        spec.commandLine().getOut().println("ready " + server.connectString());
        stopped.await();
        return 0;
    }
}

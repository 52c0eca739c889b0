package io.anabranch.samples.cli;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.fault.FaultScript;
import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.server.AdminMode;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import io.anabranch.simulator.server.TlsMode;
import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.stream.StateDelays;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Simulator and schema registry on one port, until a signal ends it. */
@Command(name = "serve", mixinStandardHelpOptions = true, sortOptions = false, showDefaultValues = true,
        defaultValueProvider = ServeEnvironment.class,
        description = {"Serves the streams and schemas of a data folder on one port.",
            "It speaks the wire protocols of Kinesis and of the Glue schema registry. Prints one line, ready URL, once it accepts requests. SIGTERM stops it cleanly, with exit code 0.",
            "The environment variables of kinesis-mock and LocalStack are understood where no flag says the same. ANABRANCH_JAVA_OPTS=-Xmx2g gives it more "
                    + "heap than 768 MiB."})
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "P", defaultValue = "0", description = "Port to listen on, 1 to 65535; 0 is any free one.")
    private int port;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Data folder; made if it is missing.")
    private Path data;

    @Option(names = "--host", paramLabel = "H", defaultValue = "127.0.0.1", description = "Address to bind to. On others than those of loopback anyone who reaches the port may read and change all there is.")
    private String host;

    @Option(names = "--limits", paramLabel = "strict|relaxed|off", defaultValue = "relaxed",
            description = "Which of the service's limits are kept: strict, all, throughput and rates of calls too; relaxed, sizes and quotas; off, none.")
    private Limits limits;

    @Option(names = "--durability", paramLabel = "os|fsync|none", defaultValue = "os",
            description = "When a put is acknowledged: os, once the kernel has it (kill -9 loses nothing); fsync, once the disk has it (power loss loses nothing); "
                    + "none, as os, and changes of streams do not wait for the disk either: for data that may be lost with the power.")
    private Durability durability;

    @Option(names = "--shard-limit", paramLabel = "N", defaultValue = "20000", description = "Open shards of all streams together.")
    private int shardLimit;

    @Option(names = "--on-demand-stream-limit", paramLabel = "N", defaultValue = "50", description = "On-demand streams of an account and region.")
    private int onDemandStreamLimit;

    @Option(names = "--state-delay-ms", paramLabel = "N", defaultValue = "0", description = "How long CREATING, UPDATING and DELETING last, in milliseconds.")
    private long stateDelayMillis;

    @Option(names = "--region", paramLabel = "R", defaultValue = "us-east-1", description = "Region in ARNs.")
    private String region;

    @Option(names = "--account", paramLabel = "A", defaultValue = "000000000000", description = "Account in ARNs, twelve digits.")
    private String account;

    @Option(names = "--init-streams", paramLabel = "LIST", defaultValue = "", showDefaultValue = Visibility.NEVER,
            description = "Streams to create unless they exist, with their number of shards and perhaps a region, such as a:4,b:2:eu-west-1.")
    private String initStreams;

    @Option(names = "--tls", description = "Refuse plain connections; otherwise the port takes plain and TLS.")
    private boolean tls;

    @Option(names = "--faults", paramLabel = "FILE", description = "Script of what is to go wrong, see docs/faults.md.")
    private @Nullable Path faults;

    @Option(names = "--frozen-clock", description = "Let the service's time stand still; it goes on when the admin API advances it.")
    private boolean frozenClock;

    @Option(names = "--admin", description = "Answer the admin API also where --host is not loopback.")
    private boolean admin;

    @Override
    public Integer call() throws Exception {
        ParseResult given = spec.commandLine().getParseResult();
        ServeEnvironment environment = (ServeEnvironment) spec.defaultValueProvider();
        List<InitialStream> streams = checked(() -> InitialStream.parse(initStreams));
        SimulatorSettings settings = checked(() -> settings(environment.delays(Duration.ofMillis(stateDelayMillis), given)));
        ServerSettings port = checked(this::serverSettings);
        FaultScript script = faults == null ? checked(() -> environment.faults(given)) : script(faults);
        CountDownLatch stopped = new CountDownLatch(1);
        Simulator simulator = Simulator.open(settings);
        simulator.faults().set(script);
        SimulatorServer server = serve(simulator, streams, port);
        Termination.onSignal(() -> {
            server.close();
            simulator.close();
            stopped.countDown();
        });
        List<String> understood = environment.inUse(given);
        if (!understood.isEmpty()) spec.commandLine().getErr().println("anabranch serve: from the environment " + String.join(" ", understood));
        if (!isLoopback(host)) spec.commandLine().getErr().println("anabranch serve: " + host + " is not loopback: anyone who reaches the port may read and change all there is");
        spec.commandLine().getOut().println("ready " + server.endpoint());
        stopped.await();
        return 0;
    }

    private static SimulatorServer serve(Simulator simulator, List<InitialStream> streams, ServerSettings settings) throws IOException {
        try {
            streams.forEach(stream -> stream.create(simulator.streams()));
            return simulator.serve(settings);
        } catch (IOException | RuntimeException e) {
            simulator.close();
            throw e;
        }
    }

    private static boolean isLoopback(String host) throws UnknownHostException {
        return InetAddress.getByName(host).isLoopbackAddress();
    }

    private SimulatorSettings settings(StateDelays delays) {
        SimulatorSettings settings = SimulatorSettings.at(data).withDurability(durability).withLimits(limits).withShardLimit(shardLimit)
                .withOnDemandStreamLimit(onDemandStreamLimit).withStateDelays(delays).withRegion(region).withAccount(account);
        return frozenClock ? settings.withClock(InstantSource.fixed(settings.clock().instant())).withClockStandingStill(true) : settings;
    }

    private ServerSettings serverSettings() {
        return ServerSettings.loopback().withHost(host).withPort(port).withTls(tls ? TlsMode.REQUIRED : TlsMode.ACCEPTED)
                .withAdmin(admin ? AdminMode.ON : AdminMode.ON_LOOPBACK);
    }

    private FaultScript script(Path file) throws IOException {
        byte[] json = Files.readAllBytes(file);
        return checked(() -> {
            try {
                return FaultScript.parse(json);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
            }
        });
    }

    /** What is out of its range is wrong usage. */
    private <T> T checked(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), OneLine.of(e), e);
        }
    }
}

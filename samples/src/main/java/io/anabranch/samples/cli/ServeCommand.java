package io.anabranch.samples.cli;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import io.anabranch.simulator.server.TlsMode;
import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.stream.StreamDescription;
import io.anabranch.simulator.stream.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Simulator and schema registry on one port, until a signal ends it. */
@Command(name = "serve", mixinStandardHelpOptions = true, sortOptions = false, showDefaultValues = true,
        description = {"Serves the streams and schemas of a data folder on one port.",
            "It speaks the wire protocols of Kinesis and of the Glue schema registry. Prints one line, ready URL, once it accepts requests. SIGTERM stops it cleanly, with exit code 0."})
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "P", defaultValue = "0", description = "Port to listen on; 0 is any free one.")
    private int port;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Data folder; made if it is missing.")
    private Path data;

    @Option(names = "--host", paramLabel = "H", defaultValue = "127.0.0.1", description = "Address to bind to.")
    private String host;

    @Option(names = "--limits", paramLabel = "strict|relaxed|off", defaultValue = "relaxed",
            description = "Which of the service's limits are kept: strict, all, throughput and rates of calls too; relaxed, sizes and quotas; off, none.")
    private Limits limits;

    @Option(names = "--durability", paramLabel = "os|fsync", defaultValue = "os",
            description = "When a put is acknowledged: os, once the kernel has it (kill -9 loses nothing); fsync, once the disk has it (power loss loses nothing).")
    private Durability durability;

    @Option(names = "--shard-limit", paramLabel = "N", defaultValue = "20000", description = "Open shards of all streams together.")
    private int shardLimit;

    @Option(names = "--state-delay-ms", paramLabel = "N", defaultValue = "0", description = "How long CREATING, UPDATING and DELETING last.")
    private long stateDelayMillis;

    @Option(names = "--region", paramLabel = "R", defaultValue = "us-east-1", description = "Region in ARNs.")
    private String region;

    @Option(names = "--account", paramLabel = "A", defaultValue = "000000000000", description = "Account in ARNs, twelve digits.")
    private String account;

    @Option(names = "--init-streams", paramLabel = "LIST", defaultValue = "", showDefaultValue = Visibility.NEVER,
            description = "Streams to create unless they exist, with their number of shards, such as a:4,b:2.")
    private String initStreams;

    @Option(names = "--tls", description = "Refuse plain connections; otherwise the port takes plain and TLS.")
    private boolean tls;


    @Override
    public Integer call() throws Exception {
        Map<String, Integer> streams = parseStreams();
        SimulatorSettings settings = settings();
        ServerSettings port = serverSettings();
        CountDownLatch stopped = new CountDownLatch(1);
        Simulator simulator = Simulator.open(settings);
        SimulatorServer server = serve(simulator, streams, port);
        Termination.onSignal(() -> {
            server.close();
            simulator.close();
            stopped.countDown();
        });
        spec.commandLine().getOut().println("ready " + server.endpoint());
        stopped.await();
        return 0;
    }

    private static SimulatorServer serve(Simulator simulator, Map<String, Integer> streams, ServerSettings settings) throws IOException {
        try {
            create(simulator.streams(), streams);
            return simulator.serve(settings);
        } catch (IOException | RuntimeException e) {
            simulator.close();
            throw e;
        }
    }

    private static void create(Streams streams, Map<String, Integer> wanted) {
        Set<String> there = streams.list().stream().map(StreamDescription::name).collect(Collectors.toSet());
        wanted.forEach((name, shards) -> {
            if (!there.contains(name)) streams.create(name, shards);
        });
    }

    private SimulatorSettings settings() {
        try {
            return SimulatorSettings.at(data).withDurability(durability).withLimits(limits).withShardLimit(shardLimit)
                    .withStateDelay(Duration.ofMillis(stateDelayMillis)).withRegion(region).withAccount(account);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), OneLine.of(e), e);
        }
    }

    private ServerSettings serverSettings() {
        try {
            return ServerSettings.loopback().withHost(host).withPort(port).withTls(tls ? TlsMode.REQUIRED : TlsMode.ACCEPTED);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), OneLine.of(e), e);
        }
    }

    private Map<String, Integer> parseStreams() {
        Map<String, Integer> streams = new LinkedHashMap<>();
        for (String entry : initStreams.split(",", -1)) {
            if (entry.isBlank() && initStreams.isBlank()) continue;
            if (!entry.strip().matches("[a-zA-Z0-9_.-]{1,128}:[1-9]\\d{0,4}")) {
                throw new ParameterException(spec.commandLine(), "--init-streams wants name:shards, separated by commas, not '" + entry + "'");
            }
            String[] parts = entry.strip().split(":", 2);
            streams.put(parts[0], Integer.parseInt(parts[1]));
        }
        return streams;
    }
}

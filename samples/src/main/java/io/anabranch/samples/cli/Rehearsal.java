package io.anabranch.samples.cli;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.replay.Replay;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.kcl.source.local.Archive;
import io.anabranch.lease.zookeeper.EmbeddedZooKeeper;
import io.anabranch.samples.demo.FlightProcessor;
import io.anabranch.samples.flights.Flight;
import io.anabranch.samples.flights.FlightCodec;
import io.anabranch.samples.flights.Flights;
import io.anabranch.samples.worker.KinesisClients;
import io.anabranch.samples.worker.UserCode;
import io.anabranch.samples.worker.WorkerOptions;
import io.anabranch.samples.worker.WorkerProgram;
import io.anabranch.schema.client.GlueHttpSource;
import io.anabranch.schema.client.SchemaClient;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/**
 * Does a little of everything the commands do, once, in a temporary folder, so that the classes this takes can be written into the class-data archive
 * the launcher makes. Nothing else uses it.
 */
final class Rehearsal {
    private static final int RECORDS = 500;
    private static final String STREAM = "rehearsal";

    private Rehearsal() {}

    public static void main(String[] args) throws Exception {
        for (String command : List.of("demo", "serve", "zookeeper", "worker", "fleet", "replay", "bench")) {
            Anabranch.commandLine().setOut(new PrintWriter(new StringWriter())).execute(command, "--help");
        }
        Path folder = Files.createTempDirectory("anabranch-rehearsal");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "clean-up"));
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(folder));
                SimulatorServer server = simulator.serve(ServerSettings.loopback());
                EmbeddedZooKeeper zookeeper = EmbeddedZooKeeper.start(folder.resolve("zookeeper"), 0)) {
            simulator.streams().create(STREAM, 2);
            put(server.endpoint());
            process(server.endpoint(), zookeeper.connectString(), folder.resolve("history"));
        }
        replay(folder);
        System.exit(0);
    }

    private static void delete(Path folder) {
        try {
            DemoCommand.delete(folder);
        } catch (IOException e) {
            // Told to end in the middle, while something was still written: what is left lies in the temporary folder.
            System.err.println("anabranch: not deleted: " + folder);
        }
    }

    private static void put(URI endpoint) throws Exception {
        FlightCodec codec = new FlightCodec(SchemaClient.of(new GlueHttpSource(endpoint, InstantSource.system())));
        List<PutRecordsRequestEntry> entries = new ArrayList<>();
        for (Flight flight : Flights.load().list().subList(0, RECORDS)) {
            entries.add(PutRecordsRequestEntry.builder().partitionKey(flight.partitionKey()).data(SdkBytes.fromByteArray(codec.encode(flight))).build());
        }
        try (KinesisAsyncClient kinesis = KinesisClients.of(Optional.of(endpoint), "us-east-1")) {
            kinesis.listShards(request -> request.streamName(STREAM)).join();
            kinesis.putRecords(request -> request.streamName(STREAM).records(entries)).join();
        }
    }

    private static void process(URI endpoint, String zookeeper, Path history) throws IOException, InterruptedException {
        UserCode code = new UserCode(Optional.of(FlightProcessor.class.getName()), "", Map.of(FlightProcessor.REGISTRY, endpoint.toString()));
        WorkerOptions options = new WorkerOptions("rehearsal", STREAM, Optional.of(endpoint), "us-east-1", zookeeper, "rehearsal", Optional.of(history),
                Duration.ofSeconds(6), Duration.ofMillis(100), Duration.ZERO, Position.trimHorizon(), code, Optional.of(Duration.ofMillis(50)));
        CountDownLatch processed = new CountDownLatch(1);
        WorkerProgram program = WorkerProgram.start(options, ProcessClocks.system(), line -> {
            if (line.contains("\"records\":" + RECORDS)) processed.countDown();
        });
        processed.await(20, TimeUnit.SECONDS);
        program.close();
    }

    private static void replay(Path folder) throws Exception {
        try (StreamSource source = Archive.open(folder)) {
            Replay.from(source).stream(STREAM).processor((records, context) -> records.forEach(record -> record.data())).run();
        }
    }
}

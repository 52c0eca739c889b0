package io.anabranch.samples.streams;

import io.anabranch.kcl.source.StreamSource;
import io.anabranch.kcl.source.kinesis.KinesisSource;
import io.anabranch.kcl.source.local.Archive;
import io.anabranch.samples.worker.KinesisClients;
import io.anabranch.schema.client.GlueHttpSource;
import io.anabranch.schema.client.SchemaClient;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import io.anabranch.simulator.stream.Identity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** Where streams are, opened. Closing closes what was opened for it. */
public final class StreamPlace implements AutoCloseable {
    private final StreamCatalog catalog;
    private final StreamSource source;
    private final SchemaClient schemas;
    private final Optional<KinesisAsyncClient> kinesis;
    private final Deque<Runnable> open;

    private StreamPlace(StreamCatalog catalog, StreamSource source, SchemaClient schemas, Optional<KinesisAsyncClient> kinesis, Deque<Runnable> open) {
        this.catalog = catalog;
        this.source = source;
        this.schemas = schemas;
        this.kinesis = kinesis;
        this.open = open;
    }

    /** A service. */
    public static StreamPlace service(URI endpoint, String region, InstantSource clock) {
        return service(endpoint, region, clock, new ArrayDeque<>());
    }

    private static StreamPlace service(URI endpoint, String region, InstantSource clock, Deque<Runnable> open) {
        KinesisAsyncClient kinesis = KinesisClients.of(Optional.of(endpoint), region);
        open.push(kinesis::close);
        StreamSource source = KinesisSource.polling(kinesis);
        open.push(source::close);
        SchemaClient schemas = SchemaClient.of(new GlueHttpSource(endpoint, clock));
        return new StreamPlace(new KinesisCatalog(kinesis), source, schemas, Optional.of(kinesis), open);
    }

    /** A data folder for looking only: it may be served or written meanwhile. */
    public static StreamPlace readOnly(Path data) throws IOException {
        Simulator simulator = Simulator.openReadOnly(existing(data));
        Deque<Runnable> open = new ArrayDeque<>();
        open.push(simulator::close);
        StreamSource source = Archive.open(data);
        open.push(source::close);
        return new StreamPlace(new FolderCatalog(simulator), source, SchemaClient.of(simulator.schemas().source()), Optional.empty(), open);
    }

    /**
     * A data folder for everything, made if it is missing: this process is the service meanwhile, on a port of loopback.
     *
     * @throws io.anabranch.simulator.log.FolderInUseException if it is served already
     */
    public static StreamPlace folder(Path data, InstantSource clock) throws IOException {
        Simulator simulator = Simulator.open(settings(data));
        Deque<Runnable> open = new ArrayDeque<>();
        open.push(simulator::close);
        try {
            SimulatorServer server = simulator.serve(ServerSettings.loopback());
            open.push(server::close);
            return service(server.endpoint(), simulator.settings().identity().region(), clock, open);
        } catch (IOException | RuntimeException e) {
            closeAll(open);
            throw e;
        }
    }

    /** Whoever's folder it was, it stays that one's. */
    public static SimulatorSettings settings(Path data) throws IOException {
        SimulatorSettings settings = SimulatorSettings.at(data);
        return Files.isDirectory(data.resolve("journal")) ? settings.withIdentity(home(data)) : settings;
    }

    private static Identity home(Path data) throws IOException {
        try (Simulator simulator = Simulator.openReadOnly(data)) {
            return simulator.settings().identity();
        }
    }

    /** @throws IOException if {@code data} is no folder */
    public static Path existing(Path data) throws IOException {
        if (Files.isDirectory(data)) return data;
        throw Files.exists(data) ? new NotDirectoryException(data.toString()) : new NoSuchFileException(data.toString());
    }

    public StreamCatalog catalog() {
        return catalog;
    }

    public StreamSource source() {
        return source;
    }

    public SchemaClient schemas() {
        return schemas;
    }

    /** @throws IllegalStateException if it was opened for looking only */
    public KinesisAsyncClient kinesis() {
        return kinesis.orElseThrow(() -> new IllegalStateException("opened for looking only"));
    }

    @Override
    public void close() {
        closeAll(open);
    }

    private static void closeAll(Deque<Runnable> open) {
        for (Runnable next = open.poll(); next != null; next = open.poll()) next.run();
    }
}

package io.anabranch.simulator;

import io.anabranch.schema.SchemaRegistry;
import io.anabranch.simulator.admin.AdminRoutes;
import io.anabranch.simulator.admin.Reply;
import io.anabranch.simulator.admin.Route;
import io.anabranch.simulator.fault.Faults;
import io.anabranch.simulator.log.DiskFiles;
import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.log.FolderInUseException;
import io.anabranch.simulator.log.FolderLock;
import io.anabranch.simulator.log.LogSpace;
import io.anabranch.simulator.metrics.MetricsPage;
import io.anabranch.simulator.metrics.ServerMeters;
import io.anabranch.simulator.server.Backend;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import io.anabranch.simulator.stream.ServiceClock;
import io.anabranch.simulator.stream.StreamSettings;
import io.anabranch.simulator.stream.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A data folder with its streams, in process. One simulator, in one process, may have a folder open for writing; any number may have it open
 * for reading meanwhile. Thread-safe.
 */
public final class Simulator implements AutoCloseable {
    private static final int OPEN_FILES = 512;
    /** One commits, one tells who waited or forces segments. */
    private static final int FLUSHERS = 2;

    private final SimulatorSettings settings;
    private final Faults faults = new Faults();
    private final Streams streams;
    private final SchemaRegistry schemas;
    private final @Nullable FolderLock lock;
    private final @Nullable ExecutorService flusher;
    private final @Nullable ScheduledThreadPoolExecutor timer;
    /** Deletes what has expired, and completes changes of streams. */
    private final @Nullable ExecutorService worker;

    private Simulator(SimulatorSettings settings) throws IOException {
        this.settings = settings;
        this.lock = FolderLock.acquire(settings.data());
        this.flusher = Executors.newFixedThreadPool(FLUSHERS, daemons("anabranch-flusher-"));
        this.timer = new ScheduledThreadPoolExecutor(1, daemons("anabranch-timer-"));
        timer.setRemoveOnCancelPolicy(true);
        this.worker = Executors.newSingleThreadExecutor(daemons("anabranch-worker-"));
        try {
            this.streams = Streams.open(streamSettings(settings, clock(settings, timer, worker)), settings.data(), space(settings, flusher));
        } catch (IOException | RuntimeException e) {
            stop();
            throw e;
        }
        try {
            this.schemas = settings.durability() == Durability.NONE ? SchemaRegistry.openUnforced(settings.data()) : SchemaRegistry.open(settings.data());
        } catch (IOException | RuntimeException e) {
            streams.close();
            stop();
            throw e;
        }
    }

    private Simulator(Path data) throws IOException {
        this.lock = null;
        this.flusher = null;
        this.timer = null;
        this.worker = null;
        this.streams = Streams.openReadOnly(data, LogSpace.readOnly(new DiskFiles(), OPEN_FILES), ServiceClock.manual(InstantSource.system()));
        this.settings = SimulatorSettings.at(data).withIdentity(streams.identity());
        this.schemas = SchemaRegistry.openReadOnly(data);
    }

    /**
     * Opens a data folder for writing; makes it if it is missing. Cuts torn tails off and completes changes of streams that were under way. Blocks for
     * the disk.
     *
     * @throws FolderInUseException if another process (or another simulator of this one) writes it
     * @throws IOException          if the folder cannot be read or the journal is damaged; nothing is open then
     */
    public static Simulator open(SimulatorSettings settings) throws IOException {
        return new Simulator(settings);
    }

    /**
     * Opens a data folder for reading, also while another process writes it: new records, shards and streams are seen as they come.
     *
     * @throws java.nio.file.NoSuchFileException if the folder holds no streams
     */
    public static Simulator openReadOnly(Path data) throws IOException {
        return new Simulator(data);
    }

    private static ServiceClock clock(SimulatorSettings settings, ScheduledThreadPoolExecutor timer, ExecutorService worker) {
        return settings.clockStandsStill() ? ServiceClock.manual(settings.clock()) : ServiceClock.running(settings.clock(), timer, worker);
    }

    private static StreamSettings streamSettings(SimulatorSettings settings, ServiceClock clock) {
        return new StreamSettings(
                settings.identity(),
                settings.limits(),
                settings.shardLimit(),
                settings.onDemandStreamLimit(),
                settings.delays(),
                clock,
                settings.random());
    }

    private static LogSpace space(SimulatorSettings settings, ExecutorService flusher) {
        return LogSpace.writable(
                new DiskFiles(), settings.segmentBytes(), settings.durability(), flusher, settings.random(), OPEN_FILES);
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    public Streams streams() {
        return streams;
    }

    /** The service's time, which a test may advance: records expire, iterators and subscriptions end, delays pass. */
    public ServiceClock clock() {
        return streams.clock();
    }

    /** The rules by which requests to {@link #serve its ports} go wrong; none until some are added. */
    public Faults faults() {
        return faults;
    }

    public SimulatorSettings settings() {
        return settings;
    }

    /** The schemas kept beside the streams; closed with the simulator. */
    public SchemaRegistry schemas() {
        return schemas;
    }

    /**
     * Serves streams and schemas on one port. The server is closed by the caller, before the simulator.
     *
     * @throws IOException           if the port cannot be bound; nothing runs then
     * @throws IllegalStateException if the simulator was opened for reading
     */
    public SimulatorServer serve(ServerSettings port) throws IOException {
        if (isReadOnly()) throw new IllegalStateException("opened for reading: " + settings.data());
        var glue = schemas.glue(settings.region(), settings.account());
        ServerMeters meters = new ServerMeters(System::nanoTime);
        List<Route> routes = new ArrayList<>(AdminRoutes.of(streams, faults, this::snapshot));
        routes.add(Route.open("GET", "/metrics", body -> metrics(meters)));
        Backend backend = new Backend(streams, Optional.of(glue), faults, routes, meters, settings.data().resolve("tls"), settings.random());
        return SimulatorServer.start(backend, port);
    }

    private Reply metrics(ServerMeters meters) {
        return Reply.text(MetricsPage.CONTENT_TYPE, MetricsPage.of(streams.metrics(), meters, Runtime.getRuntime()));
    }

    /**
     * Copies streams and schemas into a folder of their own, which may be opened as a data folder. Puts and changes go on meanwhile: the copy has every
     * record that was acknowledged and every change that was made before this call, and is there once it is whole. Files that will not change any more
     * are linked instead of copied where both folders lie on one disk. Nothing is written to this simulator's own folder, so one that was opened for
     * reading may be anywhere. Blocks for the disk.
     *
     * @param target missing or empty
     * @throws IllegalArgumentException if it is neither, or lies within the data folder
     * @throws IOException              if that could not be done; nothing is left then
     */
    public void snapshot(Path target) throws IOException {
        new Snapshot(settings.data(), target).make(folder -> {
            streams.copyTo(folder);
            schemas.copyTo(folder); // after the records that name them
        });
    }

    /** True if it was opened for reading. */
    public boolean isReadOnly() {
        return lock == null;
    }

    /**
     * Acknowledges what was appended, closes all files and gives the folder free. Records read before stay valid.
     *
     * @throws UncheckedIOException if the disk failed; the folder is free then as well
     */
    @Override
    public void close() {
        try (schemas) {
            streams.close();
        } catch (IOException e) {
            throw new UncheckedIOException("could not close " + settings.data(), e);
        } finally {
            stop();
        }
    }

    /** What it is about ends soon once the streams are closed; the folder is given free afterwards. */
    private static void end(ExecutorService worker) {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(1, TimeUnit.SECONDS)) worker.shutdownNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() {
        if (timer != null) timer.shutdownNow();
        if (worker != null) end(worker);
        if (flusher != null) flusher.shutdown();
        if (lock != null) lock.close();
    }
}

package io.anabranch.kcl;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.processor.FailurePolicy;
import io.anabranch.kcl.processor.ProcessorContext.OutputCollector;
import io.anabranch.kcl.processor.RecordProcessor;
import io.anabranch.kcl.processor.RecordProcessorFactory;
import io.anabranch.kcl.processor.WorkerListener;
import io.anabranch.kcl.run.ByteBudget;
import io.anabranch.kcl.run.Scheduler;
import io.anabranch.kcl.run.ShardRunners;
import io.anabranch.kcl.run.WorkerParts;
import io.anabranch.kcl.shards.CheckpointOrder;
import io.anabranch.kcl.shards.ShardCatalog;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.lease.LeaseCoordinator;
import io.anabranch.lease.LeaseSettings;
import io.anabranch.lease.store.CoordinationStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a worker is made of. Required: stream, source, coordination and processor; the rest has defaults, named at each method. Not thread-safe. */
public final class WorkerBuilder {
    private static final Duration CATALOG_INTERVAL = Duration.ofSeconds(10);

    private final String application;
    private final Map<String, Position> streams = new LinkedHashMap<>();
    private @Nullable StreamSource source;
    private boolean closesSource;
    private @Nullable CoordinationStore store;
    private boolean closesStore;
    private boolean embeddedAllowed;
    private @Nullable RecordProcessorFactory processors;
    private String workerId = "worker-" + UUID.randomUUID().toString().substring(0, 8);
    private Duration sessionTimeout = Duration.ofSeconds(6);
    private Duration checkpointEvery = Duration.ofSeconds(1);
    private FailurePolicy onFailure = FailurePolicy.retry(10);
    private @Nullable Executor executor;
    private long maxBytesInFlight = 64 << 20;
    private int maxBatchRecords = 10_000;
    private Duration drainTimeout = Duration.ofSeconds(30);
    private Map<String, String> parameters = Map.of();
    private OutputCollector output = (name, value) -> {};
    private WorkerListener listener = new WorkerListener() {};
    private InstantSource clock = InstantSource.system();

    WorkerBuilder(String application) {
        this.application = application;
    }

    /**
     * A stream to process; several may be named.
     *
     * @param start where shards begin that nobody has checkpointed. It counts when the application sees the stream for the first time; what was stored
     *     then is not changed by another value here
     */
    public WorkerBuilder stream(String name, Position start) {
        if (start instanceof Position.At || start instanceof Position.After || start instanceof Position.ShardEnd) {
            throw new IllegalArgumentException("a stream starts at TRIM_HORIZON, LATEST or an instant, not at " + start.encode());
        }
        streams.put(name, start);
        return this;
    }

    /** Where the records come from. Closed with the worker. */
    public WorkerBuilder source(StreamSource value) {
        source = value;
        closesSource = true;
        return this;
    }

    /** As {@link #source}, but left open for others when the worker ends. */
    public WorkerBuilder sharedSource(StreamSource value) {
        source = value;
        closesSource = false;
        return this;
    }

    /** Where the fleet meets. Closed with the worker. */
    public WorkerBuilder coordination(CoordinationStore value) {
        store = value;
        closesStore = true;
        return this;
    }

    /** As {@link #coordination}, but left open for others when the worker ends. */
    public WorkerBuilder sharedCoordination(CoordinationStore value) {
        store = value;
        closesStore = false;
        return this;
    }

    /** Allows an embedded coordination store for a stream that is not on this machine: the fleet can have no member on another machine then. */
    public WorkerBuilder allowEmbeddedCoordination() {
        embeddedAllowed = true;
        return this;
    }

    /** One processor for all shards, whose records it is given at the same time. */
    public WorkerBuilder processor(RecordProcessor processor) {
        return processor((RecordProcessorFactory) shard -> processor);
    }

    /** A processor for each claim on a shard. */
    public WorkerBuilder processor(RecordProcessorFactory factory) {
        processors = factory;
        return this;
    }

    /** Names the worker in lease records and logs. Default: made up. */
    public WorkerBuilder workerId(String id) {
        workerId = id;
        return this;
    }

    /** After this much silence the worker's shards go to others. Default 6 s. */
    public WorkerBuilder sessionTimeout(Duration timeout) {
        sessionTimeout = timeout;
        return this;
    }

    /** How often the framework checkpoints what was processed. Default 1 s. */
    public WorkerBuilder checkpointEvery(Duration interval) {
        checkpointEvery = interval;
        return this;
    }

    /** What happens when a processor throws. Default: 10 retries within about 40 s, then the shard is FAILED. */
    public WorkerBuilder onFailure(FailurePolicy policy) {
        onFailure = policy;
        return this;
    }

    /** Runs the processors; not shut down by the worker. Default: a fixed number of threads, four a CPU and at least eight. */
    public WorkerBuilder executor(Executor value) {
        executor = value;
        return this;
    }

    /** Bytes of records fetched and not yet processed, over all shards. Default 64 MiB. */
    public WorkerBuilder maxBytesInFlight(long bytes) {
        maxBytesInFlight = bytes;
        return this;
    }

    /** Most records a processor is given at once, 1 to 10,000. Default 10,000. */
    public WorkerBuilder maxBatchRecords(int records) {
        maxBatchRecords = records;
        return this;
    }

    /** How long {@link Worker#close} waits for the processors, and how long a shard that goes to another worker is waited for. Default 30 s. */
    public WorkerBuilder drainTimeout(Duration timeout) {
        drainTimeout = timeout;
        return this;
    }

    /** What {@code ProcessorContext.parameters()} shows. Default: nothing. */
    public WorkerBuilder parameters(Map<String, String> values) {
        parameters = values;
        return this;
    }

    /** Takes what processors emit through {@code ProcessorContext.output()}. Default: dropped. */
    public WorkerBuilder output(OutputCollector collector) {
        output = collector;
        return this;
    }

    /** Hears of claims, checkpoints and ends. Default: nobody. */
    public WorkerBuilder listener(WorkerListener value) {
        listener = value;
        return this;
    }

    /** Calendar time, for processors and the listener. Default: the system's. */
    public WorkerBuilder clock(InstantSource value) {
        clock = value;
        return this;
    }

    /**
     * Starts the worker and returns at once; it joins its fleet as soon as the coordination store can be reached.
     *
     * @throws IllegalArgumentException something required is missing or a value makes no sense; nothing was started, and source and store are open
     */
    public Worker start() {
        WorkerSettings settings = new WorkerSettings(application, workerId, sessionTimeout, checkpointEvery, onFailure, maxBytesInFlight,
                maxBatchRecords, drainTimeout, parameters);
        if (streams.isEmpty()) throw missing("stream");
        StreamSource from = required("source", source);
        CoordinationStore meeting = required("coordination", store);
        RecordProcessorFactory factory = required("processor", processors);
        refuseEmbedded(meeting, from);
        LeaseSettings leaseSettings = leaseSettings(settings);
        WorkerResources resources = new WorkerResources();
        if (closesStore) resources.add(meeting);
        if (closesSource) resources.add(from);
        return new Worker(settings, runners(settings, leaseSettings, from, meeting, factory, resources), resources).start();
    }

    private ShardRunners runners(WorkerSettings settings, LeaseSettings leaseSettings, StreamSource from, CoordinationStore meeting,
            RecordProcessorFactory factory, WorkerResources resources) {
        Scheduler scheduler = WorkerThreads.timing(workerId, resources);
        Executor runsOn = executor == null ? WorkerThreads.processing(workerId, resources) : executor;
        WorkerParts parts = new WorkerParts(from, factory, onFailure, checkpointEvery, maxBatchRecords, settings.parameters(), output, listener,
                new ByteBudget(maxBytesInFlight), runsOn, scheduler, clock, () -> ThreadLocalRandom.current().nextLong());
        ShardCatalog catalog = new ShardCatalog(from, new LinkedHashMap<>(streams), delay -> task -> scheduler.after(delay, task));
        return new ShardRunners(parts, told -> LeaseCoordinator.create(leaseSettings, meeting, catalog, told, new CheckpointOrder()));
    }

    private static LeaseSettings leaseSettings(WorkerSettings settings) {
        LeaseSettings plain = LeaseSettings.of(settings.application(), settings.workerId()).withSessionTimeout(settings.sessionTimeout());
        Duration drain = settings.drainTimeout().compareTo(plain.drainDeadline()) > 0 ? settings.drainTimeout() : plain.drainDeadline();
        return plain.withDrainDeadline(drain).withCatalogInterval(CATALOG_INTERVAL);
    }

    private void refuseEmbedded(CoordinationStore meeting, StreamSource from) {
        if (!meeting.isEmbedded() || from.isLocal() || embeddedAllowed) return;
        throw new IllegalArgumentException("the coordination store is embedded on this machine but the stream is not on it: workers on other machines "
                + "would form fleets of their own, each processing everything; use a shared store, or say allowEmbeddedCoordination()");
    }

    private static <T> T required(String what, @Nullable T value) {
        if (value == null) throw missing(what);
        return value;
    }

    private static IllegalArgumentException missing(String what) {
        return new IllegalArgumentException("a worker needs a " + what);
    }
}

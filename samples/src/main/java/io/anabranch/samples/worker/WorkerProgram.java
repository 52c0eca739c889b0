package io.anabranch.samples.worker;

import io.anabranch.kcl.Worker;
import io.anabranch.kcl.WorkerBuilder;
import io.anabranch.kcl.processor.RecordProcessor;
import io.anabranch.kcl.processor.RecordProcessorFactory;
import io.anabranch.kcl.processor.WorkerListener;
import io.anabranch.kcl.source.kinesis.KinesisSource;
import io.anabranch.lease.zookeeper.ZooKeeper;
import io.anabranch.samples.history.HistoryFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A running worker with its history and its status lines. Thread-safe. */
public final class WorkerProgram implements AutoCloseable {
    private final Worker worker;
    private final StatusBoard board;
    private final Optional<HistoryFile> history;
    private final Optional<ScheduledExecutorService> statusTimer;
    private final Consumer<String> out;
    private boolean closed;

    private WorkerProgram(Worker worker, StatusBoard board, Optional<HistoryFile> history, Optional<ScheduledExecutorService> statusTimer,
            Consumer<String> out) {
        this.worker = worker;
        this.board = board;
        this.history = history;
        this.statusTimer = statusTimer;
        this.out = out;
    }

    /**
     * Starts a worker; it joins its fleet as soon as ZooKeeper can be reached.
     *
     * @param out takes lines for standard output
     * @throws IllegalArgumentException if the processor cannot be loaded
     */
    public static WorkerProgram start(WorkerOptions options, Clocks clocks, Consumer<String> out) throws IOException {
        RecordProcessorFactory processors = options.code().load();
        StatusBoard board = new StatusBoard(options.workerId());
        List<WorkerListener> listeners = new ArrayList<>(List.of(board));
        Optional<HistoryFile> history = options.history().isPresent() ? Optional.of(HistoryFile.open(options.history().get())) : Optional.empty();
        Optional<Chronicle> chronicle = history.map(file -> new Chronicle(file, options.workerId(), clocks.nanos()));
        chronicle.ifPresent(listeners::add);
        if (options.statusEvery().isEmpty()) listeners.add(new Announcer(options.workerId(), out));
        Worker worker = worker(options)
                .processor(shard -> wrapped(processors.create(shard), options, board, chronicle, clocks))
                .listener(new Listeners(listeners))
                .start();
        return new WorkerProgram(worker, board, history, options.statusEvery().map(every -> statusTimer(every.toMillis(), board, out)), out);
    }

    private static WorkerBuilder worker(WorkerOptions options) {
        return Worker.builder(options.application())
                .stream(options.stream(), options.start())
                .source(KinesisSource.polling(KinesisClients.of(options.endpoint(), options.region())))
                .coordination(ZooKeeper.connect(options.zookeeper()))
                .workerId(options.workerId())
                .sessionTimeout(options.sessionTimeout())
                .checkpointEvery(options.checkpointEvery())
                .maxBatchRecords(options.maxBatchRecords())
                .parameters(options.code().parameters());
    }

    private static RecordProcessor wrapped(RecordProcessor processor, WorkerOptions options, StatusBoard board, Optional<Chronicle> chronicle,
            Clocks clocks) {
        RecordProcessor working = new WorkingProcessor(processor, options.work().toMillis(), clocks.pause(), board);
        return chronicle.isPresent() ? new ChronicledProcessor(working, chronicle.get(), clocks) : working;
    }

    private static ScheduledExecutorService statusTimer(long everyMillis, StatusBoard board, Consumer<String> out) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "status");
            thread.setDaemon(true);
            return thread;
        });
        var unused = timer.scheduleAtFixedRate(() -> out.accept(board.status().toJson()), 0, everyMillis, TimeUnit.MILLISECONDS);
        return timer;
    }

    /** Blocks until the worker has stopped. */
    public void awaitShutdown() throws InterruptedException {
        worker.awaitShutdown();
    }

    /** Finishes what runs, checkpoints, gives the shards back. Blocks for that. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) return;
        closed = true;
        worker.close();
        statusTimer.ifPresent(ScheduledExecutorService::shutdownNow);
        if (history.isPresent()) history.get().close();
        WorkerStatus last = board.status();
        out.accept(statusTimer.isPresent() ? last.toJson() : "worker=" + last.worker() + " processed " + last.records() + " records");
    }
}

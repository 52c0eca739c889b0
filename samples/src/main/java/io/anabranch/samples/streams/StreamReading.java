package io.anabranch.samples.streams;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.source.ShardReader;
import io.anabranch.kcl.source.ShardReader.Fetch;
import io.anabranch.kcl.source.SourceException;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.kcl.source.StreamSource.ShardInfo;
import io.anabranch.samples.worker.Pause;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Reads a stream's shards side by side and gives the records to one thread: each shard's in their order, a child's after all its parents'. Used once, by
 * one thread.
 */
public final class StreamReading {
    private static final int MAX_RECORDS = 1000;
    private static final int MAX_BYTES = 1 << 20;
    /** About a minute; who follows waits for as long as it takes. */
    private static final int MAX_ATTEMPTS = 240;
    private static final long RETRY_PAUSE_MILLIS = 250;

    private final StreamSource source;
    private final String stream;
    private final boolean follow;
    private final Sink sink;
    private final Pause pause;
    private final Consumer<SourceException> outage;
    private final Map<ShardId, Reader> running = new HashMap<>();
    private final Map<ShardId, Waiting> waiting = new HashMap<>();
    private boolean stopped;
    private boolean away;

    /** What takes the records. */
    @FunctionalInterface
    public interface Sink {
        Wish take(ShardId shard, KinesisRecord record) throws IOException;

        /** No more records of this batch: the next ones may be long in coming. */
        default Wish endOfBatch() throws IOException {
            return Wish.MORE;
        }
    }

    /** What a sink wants next. */
    public enum Wish {
        MORE,
        /** No more of this shard. */
        NEXT_SHARD,
        STOP
    }

    private record Waiting(List<ShardId> parents, Position from) {}

    /**
     * @param follow true goes on at the tip, and with the children of shards that end; false ends there
     * @param outage told when the service is away, before it is waited for
     */
    public StreamReading(StreamSource source, String stream, boolean follow, Sink sink, Pause pause, Consumer<SourceException> outage) {
        this.source = source;
        this.stream = stream;
        this.follow = follow;
        this.sink = sink;
        this.pause = pause;
        this.outage = outage;
    }

    /** Reads every shard from a position in the past, or the open ones from {@link Position#latest()}. Blocks until there is no more. */
    public void run(Position from) throws IOException, SourceException, InterruptedException {
        boolean latest = from instanceof Position.Latest;
        for (ShardInfo shard : await(source.shards(stream))) {
            if (!latest || !shard.closed()) waiting.put(shard.id(), new Waiting(shard.parents(), from));
        }
        read();
    }

    /** Reads one shard. Blocks until there is no more. */
    public void run(ShardId shard, Position from) throws IOException, SourceException, InterruptedException {
        waiting.put(shard, new Waiting(List.of(), from));
        read();
    }

    private void read() throws IOException, SourceException, InterruptedException {
        try {
            startReady();
            while (!running.isEmpty() && !stopped) {
                awaitAny();
                for (Reader reader : List.copyOf(running.values())) if (!stopped && reader.pending.isDone()) reader.proceed();
                retryFailed();
                startReady();
            }
        } finally {
            running.values().forEach(reader -> reader.shard.close());
        }
    }

    private void startReady() {
        for (Iterator<Map.Entry<ShardId, Waiting>> all = waiting.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<ShardId, Waiting> next = all.next();
            boolean held = next.getValue().parents.stream().anyMatch(parent -> running.containsKey(parent) || waiting.containsKey(parent));
            if (held) continue;
            running.put(next.getKey(), new Reader(next.getKey(), source.open(stream, next.getKey(), next.getValue().from)));
            all.remove();
        }
    }

    /** One pause for all of them: what one shard's service does not answer, it does not answer for the others. */
    private void retryFailed() throws InterruptedException {
        List<Reader> failed = running.values().stream().filter(reader -> reader.failed).toList();
        if (failed.isEmpty() || stopped) return;
        pause.millis(RETRY_PAUSE_MILLIS);
        failed.forEach(Reader::fetchAgain);
    }

    private void awaitAny() throws InterruptedException {
        try {
            CompletableFuture.anyOf(running.values().stream().map(reader -> reader.pending).toArray(CompletableFuture[]::new)).get();
        } catch (ExecutionException e) {
            // Whose it is says so when it proceeds.
        }
    }

    private final class Reader {
        private final ShardId id;
        private final ShardReader shard;
        private CompletableFuture<Fetch> pending;
        private int attempts;
        private boolean failed;

        Reader(ShardId id, ShardReader shard) {
            this.id = id;
            this.shard = shard;
            this.pending = fetch();
        }

        private CompletableFuture<Fetch> fetch() {
            return shard.fetch(MAX_RECORDS, MAX_BYTES).toCompletableFuture();
        }

        void proceed() throws IOException, SourceException, InterruptedException {
            try {
                Fetch fetch = await(pending);
                attempts = 0;
                away = false;
                if (fetch instanceof Fetch.EndOfShard end) ended(end.children());
                else if (fetch instanceof Fetch.Records records) took(records.batch());
            } catch (SourceException e) {
                failed(e);
            }
        }

        private void failed(SourceException failure) throws SourceException {
            boolean again = failure.kind() == SourceException.Kind.RETRY || failure.kind() == SourceException.Kind.THROTTLED;
            if (!again || ++attempts >= MAX_ATTEMPTS && !follow) throw failure;
            failed = true;
            if (failure.kind() == SourceException.Kind.RETRY && !away) {
                away = true;
                outage.accept(failure);
            }
        }

        void fetchAgain() {
            failed = false;
            pending = fetch();
        }

        private void took(RecordBatch batch) throws IOException {
            Wish wish = give(batch);
            stopped |= wish == Wish.STOP;
            boolean atTip = batch.isEmpty() && batch.millisBehindLatest() == 0;
            if (wish == Wish.NEXT_SHARD || (atTip && !follow)) finish();
            else if (!stopped) pending = fetch();
        }

        private Wish give(RecordBatch batch) throws IOException {
            for (KinesisRecord record : batch) {
                Wish wish = sink.take(id, record);
                if (wish != Wish.MORE) return wish;
            }
            return batch.isEmpty() ? Wish.MORE : sink.endOfBatch();
        }

        private void ended(List<ShardId> children) {
            finish();
            if (!follow) return;
            for (ShardId child : children) waiting.computeIfAbsent(child, id -> new Waiting(List.of(), Position.trimHorizon()));
        }

        private void finish() {
            shard.close();
            running.remove(id);
        }
    }

    private static <T> T await(CompletionStage<T> stage) throws SourceException, InterruptedException {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SourceException failure) throw failure;
            throw new SourceException(SourceException.Kind.FATAL, "the source failed: " + e.getCause(), e);
        }
    }
}

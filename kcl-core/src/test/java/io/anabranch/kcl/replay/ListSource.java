package io.anabranch.kcl.replay;

import io.anabranch.kcl.model.HashKeyRange;
import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.source.ShardReader;
import io.anabranch.kcl.source.SourceException;
import io.anabranch.kcl.source.StreamSource;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One stream in lists, cut into batches of a size that is set. Closed shards are those that have children or were closed. */
final class ListSource implements StreamSource {
    private static final BigInteger BASE = BigInteger.ONE.shiftLeft(150);

    private final Map<ShardId, ListShard> shards = new TreeMap<>();
    private int recordsMade;
    private Instant now = Instant.ofEpochMilli(1_000_000);
    private int batchSize = 3;
    private Runnable beforeEachFetch = () -> {};
    final Queue<SourceException> failures = new ArrayDeque<>();

    private static final class ListShard {
        final List<ShardId> parents;
        final List<ListRecord> records = new ArrayList<>();
        boolean closed;

        ListShard(List<ShardId> parents) {
            this.parents = parents;
        }
    }

    ListSource shard(String id, String... parents) {
        List<ShardId> parentIds = List.of(parents).stream().map(ShardId::new).toList();
        parentIds.stream().map(shards::get).filter(Objects::nonNull).forEach(parent -> parent.closed = true);
        shards.put(new ShardId(id), new ListShard(parentIds));
        return this;
    }

    ListSource closed(String id) {
        shard(id, true).closed = true;
        return this;
    }

    private ListShard shard(String id, boolean known) {
        ListShard shard = shards.get(new ShardId(id));
        if (shard == null || !known) throw new IllegalArgumentException(id);
        return shard;
    }

    synchronized ListSource record(String shard, long arrivalMillis, String key, String data) {
        var number = new SequenceNumber(BASE.add(BigInteger.valueOf(++recordsMade)));
        shard(shard, true).records.add(new ListRecord(number, key, arrivalMillis, data.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /** Records that arrive at the times given, each with its time as payload and as key. */
    ListSource records(String shard, long... arrivals) {
        for (long arrival : arrivals) record(shard, arrival, "key-" + arrival % 7, "data-" + arrival);
        return this;
    }

    ListSource batchesOf(int size) {
        batchSize = size;
        return this;
    }

    ListSource nowIs(long millis) {
        now = Instant.ofEpochMilli(millis);
        return this;
    }

    ListSource beforeEachFetch(Runnable action) {
        beforeEachFetch = action;
        return this;
    }

    @Override
    public CompletionStage<StreamInfo> describe(String stream) {
        if (!stream.equals("ticks")) return CompletableFuture.failedFuture(new SourceException(SourceException.Kind.NOT_FOUND, "no stream " + stream));
        return CompletableFuture.completedFuture(new StreamInfo(stream, Instant.EPOCH, now));
    }

    @Override
    public CompletionStage<List<ShardInfo>> shards(String stream) {
        var range = new HashKeyRange(BigInteger.ZERO, BigInteger.TEN);
        List<ShardInfo> infos = new ArrayList<>();
        shards.forEach((id, shard) -> infos.add(new ShardInfo(id, shard.parents, range, shard.closed)));
        return CompletableFuture.completedFuture(infos);
    }

    @Override
    public ShardReader open(String stream, ShardId shard, Position from) {
        return new ListReader(Objects.requireNonNull(shards.get(shard)), from);
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public void close() {}

    private final class ListReader implements ShardReader {
        private final ListShard shard;
        private int next;

        ListReader(ListShard shard, Position from) {
            this.shard = shard;
            if (from instanceof Position.AtTimestamp at) {
                while (next < shard.records.size() && shard.records.get(next).arrivalMillis() < at.instant().toEpochMilli()) next++;
            }
        }

        @Override
        public CompletionStage<Fetch> fetch(int maxRecords, int maxBytes) {
            synchronized (ListSource.this) {
                beforeEachFetch.run();
                SourceException failure = failures.poll();
                if (failure != null) return CompletableFuture.failedFuture(failure);
                List<ListRecord> records = shard.records;
                if (next == records.size() && shard.closed) return CompletableFuture.completedFuture(new Fetch.EndOfShard(List.of()));
                int to = Math.min(records.size(), next + Math.min(maxRecords, batchSize));
                var batch = new ListBatch(List.copyOf(records.subList(next, to)), records.size() - to);
                next = to;
                return CompletableFuture.completedFuture(new Fetch.Records(batch));
            }
        }

        @Override
        public void close() {}
    }

    record ListBatch(List<ListRecord> records, long millisBehindLatest) implements RecordBatch {
        @Override
        public int size() {
            return records.size();
        }

        @Override
        public KinesisRecord get(int index) {
            return records.get(index);
        }

        @Override
        public long sizeBytes() {
            return records.stream().mapToLong(record -> record.payload.length + record.key.length()).sum();
        }

        @Override
        public long arrivalMillis(int index) {
            return records.get(index).arrivalMillis();
        }

        @Override
        public RecordBatch slice(int fromIndex, int toIndex) {
            return new ListBatch(records.subList(fromIndex, toIndex), millisBehindLatest);
        }
    }

    record ListRecord(SequenceNumber sequenceNumber, String key, long arrivalMillis, byte[] payload) implements KinesisRecord {
        @Override
        public Optional<String> partitionKey() {
            return key.isEmpty() ? Optional.empty() : Optional.of(key);
        }

        @Override
        public ByteBuffer data() {
            return ByteBuffer.wrap(payload).asReadOnlyBuffer();
        }

        @Override
        public int sizeBytes() {
            return payload.length;
        }
    }
}

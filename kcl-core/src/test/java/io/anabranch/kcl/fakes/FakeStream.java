package io.anabranch.kcl.fakes;

import io.anabranch.kcl.fakes.FakeBatch.FakeRecord;
import io.anabranch.kcl.model.HashKeyRange;
import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.source.ShardReader;
import io.anabranch.kcl.source.SourceException;
import io.anabranch.kcl.source.StreamSource;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream in memory whose sequence numbers are 1, 2, 3 and so on over all shards. A fetch at the tip waits for the next record, or for {@link #lull}. Thread-safe; what
 * fetches complete is run by the thread that appends.
 */
public class FakeStream implements StreamSource {
    private static final BigInteger END = BigInteger.ONE.shiftLeft(128);

    private final Map<ShardId, Shard> shards = new TreeMap<>();
    private final List<SourceException.Kind> failures = new ArrayList<>();
    private int openFailures;
    private int listFailures;
    private long lastNumber;
    private int openReaders;
    private int fetches;
    private boolean local = true;

    public FakeStream(int count) {
        for (int index = 0; index < count; index++) add(List.of(), range(index, count));
    }

    private static HashKeyRange range(int index, int count) {
        BigInteger step = END.divide(BigInteger.valueOf(count));
        BigInteger start = step.multiply(BigInteger.valueOf(index));
        return new HashKeyRange(start, (index == count - 1 ? END : start.add(step)).subtract(BigInteger.ONE));
    }

    public static ShardId shard(int index) {
        return new ShardId(String.format("shardId-%012d", index));
    }

    private synchronized ShardId add(List<ShardId> parents, HashKeyRange range) {
        ShardId id = shard(shards.size());
        shards.put(id, new Shard(id, parents, range));
        return id;
    }

    /** Appends {@code count} records of 100 bytes. */
    public void append(ShardId shard, int count) {
        for (int i = 0; i < count; i++) append(shard, "key", 100);
    }

    public void append(ShardId shard, String key, int sizeBytes) {
        append(shard, key, sizeBytes, "");
    }

    /** Appends to the open shard that takes the key. */
    public void put(String key, String text) {
        append(shardOf(key), key, text.getBytes(StandardCharsets.UTF_8).length, text);
    }

    private void append(ShardId shard, String key, int sizeBytes, String text) {
        synchronized (this) {
            lastNumber++;
            at(shard).records.add(new FakeRecord(lastNumber, key, lastNumber, sizeBytes, text));
        }
        at(shard).wake();
    }

    private synchronized ShardId shardOf(String key) {
        BigInteger hash = new BigInteger(128, new Random(key.hashCode()));
        return shards.values().stream()
                .filter(shard -> shard.children == null && shard.range.start().compareTo(hash) <= 0 && shard.range.end().compareTo(hash) >= 0)
                .findFirst().orElseThrow().id;
    }

    public List<ShardId> split(ShardId parent) {
        HashKeyRange range = at(parent).range;
        BigInteger middle = range.start().add(range.end()).shiftRight(1);
        List<ShardId> children = List.of(add(List.of(parent), new HashKeyRange(range.start(), middle)),
                add(List.of(parent), new HashKeyRange(middle.add(BigInteger.ONE), range.end())));
        close(parent, children);
        return children;
    }

    public ShardId merge(ShardId one, ShardId other) {
        ShardId child = add(List.of(one, other), new HashKeyRange(at(one).range.start(), at(other).range.end()));
        close(one, List.of(child));
        close(other, List.of(child));
        return child;
    }

    private void close(ShardId shard, List<ShardId> children) {
        synchronized (this) {
            at(shard).children = children;
        }
        at(shard).wake();
    }

    /** Time goes by: the fetches that wait complete empty-handed. */
    public void lull() {
        List<Shard> all;
        synchronized (this) {
            all = List.copyOf(shards.values());
        }
        all.forEach(shard -> shard.wake(true));
    }

    /** The service forgets the shard. */
    public void expire(ShardId shard) {
        Shard gone;
        synchronized (this) {
            gone = shards.remove(shard);
        }
        gone.gone = true;
        gone.wake();
    }

    /** The next fetches fail so. */
    public synchronized void failNext(SourceException.Kind... kinds) {
        failures.addAll(List.of(kinds));
    }

    /** The next openings of a shard throw. */
    public synchronized void throwOnOpen(int count) {
        openFailures = count;
    }

    /** The next listings of shards throw. */
    public synchronized void throwOnList(int count) {
        listFailures = count;
    }

    public void elsewhere() {
        local = false;
    }

    public synchronized int openReaders() {
        return openReaders;
    }

    public synchronized int fetches() {
        return fetches;
    }

    public synchronized List<Long> numbers(ShardId shard) {
        return at(shard).records.stream().map(FakeRecord::number).toList();
    }

    public synchronized List<ShardId> shardIds() {
        return List.copyOf(shards.keySet());
    }

    private synchronized Shard at(ShardId shard) {
        Shard found = shards.get(shard);
        if (found == null) throw new IllegalArgumentException("no shard " + shard);
        return found;
    }

    @Override
    public CompletionStage<StreamInfo> describe(String stream) {
        return CompletableFuture.completedFuture(new StreamInfo(stream, Instant.ofEpochSecond(1), Instant.ofEpochMilli(lastNumber + 1)));
    }

    @Override
    public synchronized CompletionStage<List<ShardInfo>> shards(String stream) {
        if (listFailures-- > 0) throw new IllegalStateException("injected into shards");
        return CompletableFuture.completedFuture(shards.values().stream()
                .map(shard -> new ShardInfo(shard.id, shard.parents, shard.range, shard.children != null)).toList());
    }

    @Override
    public synchronized ShardReader open(String stream, ShardId shard, Position from) {
        if (openFailures-- > 0) throw new IllegalStateException("injected into open");
        openReaders++;
        Shard found = shards.get(shard);
        return found == null ? new Reader(Shard.forgotten(shard), 0) : new Reader(found, found.indexOf(from));
    }

    @Override
    public boolean isLocal() {
        return local;
    }

    @Override
    public void close() {}

    private static final class Shard {
        final ShardId id;
        final List<ShardId> parents;
        final HashKeyRange range;
        final List<FakeRecord> records = new ArrayList<>();
        final List<Consumer<Boolean>> waiting = new ArrayList<>();
        @Nullable List<ShardId> children;
        boolean gone;

        Shard(ShardId id, List<ShardId> parents, HashKeyRange range) {
            this.id = id;
            this.parents = parents;
            this.range = range;
        }

        static Shard forgotten(ShardId id) {
            Shard shard = new Shard(id, List.of(), range(0, 1));
            shard.gone = true;
            return shard;
        }

        int indexOf(Position from) {
            if (from instanceof Position.Latest) return records.size();
            int index = 0;
            while (index < records.size() && isBefore(records.get(index), from)) index++;
            return index;
        }

        private static boolean isBefore(FakeRecord record, Position from) {
            SequenceNumber number = record.sequenceNumber();
            if (from instanceof Position.After after) return number.compareTo(after.sequenceNumber()) <= 0;
            if (from instanceof Position.At at) return number.compareTo(at.sequenceNumber()) < 0;
            return from instanceof Position.AtTimestamp time && record.arrivalMillis() < time.instant().toEpochMilli();
        }

        void wake() {
            wake(false);
        }

        void wake(boolean lull) {
            List<Consumer<Boolean>> woken;
            synchronized (waiting) {
                woken = List.copyOf(waiting);
                waiting.clear();
            }
            woken.forEach(fetch -> fetch.accept(lull));
        }
    }

    private final class Reader implements ShardReader {
        private final Shard shard;
        private int next;
        private boolean closed;

        Reader(Shard shard, int next) {
            this.shard = shard;
            this.next = next;
        }

        @Override
        public CompletionStage<Fetch> fetch(int maxRecords, int maxBytes) {
            CompletableFuture<Fetch> answer = new CompletableFuture<>();
            synchronized (FakeStream.this) {
                fetches++;
                if (!failures.isEmpty()) return CompletableFuture.failedFuture(new SourceException(failures.remove(0), "injected"));
            }
            answer(answer, maxRecords, maxBytes);
            return answer;
        }

        private void answer(CompletableFuture<Fetch> answer, int maxRecords, int maxBytes) {
            Fetch fetch = null;
            synchronized (FakeStream.this) {
                if (closed) return;
                if (shard.gone) {
                    answer.completeExceptionally(new SourceException(SourceException.Kind.NOT_FOUND, "no shard " + shard.id));
                    return;
                }
                if (next < shard.records.size()) fetch = new Fetch.Records(take(maxRecords, maxBytes));
                else if (shard.children != null) fetch = new Fetch.EndOfShard(shard.children);
                else {
                    synchronized (shard.waiting) {
                        shard.waiting.add(lull -> {
                            if (lull) answer.complete(new Fetch.Records(RecordBatch.empty(0)));
                            else answer(answer, maxRecords, maxBytes);
                        });
                    }
                }
            }
            if (fetch != null) answer.complete(fetch);
        }

        private FakeBatch take(int maxRecords, int maxBytes) {
            List<FakeRecord> taken = new ArrayList<>();
            long bytes = 0;
            while (next < shard.records.size() && taken.size() < maxRecords) {
                FakeRecord record = shard.records.get(next);
                if (!taken.isEmpty() && bytes + record.sizeBytes() > maxBytes) break;
                taken.add(record);
                bytes += record.sizeBytes();
                next++;
            }
            return new FakeBatch(taken, shard.records.size() - next);
        }

        @Override
        public void close() {
            synchronized (FakeStream.this) {
                if (closed) return;
                closed = true;
                openReaders--;
            }
        }
    }
}

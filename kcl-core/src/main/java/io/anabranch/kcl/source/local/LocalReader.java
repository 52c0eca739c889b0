package io.anabranch.kcl.source.local;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.source.ShardReader;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.ShardRecords;
import io.anabranch.simulator.stream.Streams;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads one shard from its log. The place is the index of the next record; it is found at the first fetch. */
final class LocalReader implements ShardReader {
    private final Streams streams;
    private final String stream;
    private final ShardId id;
    private final Position from;
    private final Growth growth;
    private @Nullable Place place;
    private long nextIndex;
    private boolean saidCaughtUp;
    private volatile @Nullable TipWait waiting;

    private record Place(Shard shard, SequenceWords words) {}

    LocalReader(Streams streams, String stream, ShardId id, Position from, Growth growth) {
        this.streams = streams;
        this.stream = stream;
        this.id = id;
        this.from = from;
        this.growth = growth;
    }

    @Override
    public CompletionStage<Fetch> fetch(int maxRecords, int maxBytes) {
        try {
            Optional<Fetch> found = read(maxRecords, maxBytes);
            return found.isPresent() ? CompletableFuture.completedFuture(found.get()) : awaitGrowth(maxRecords, maxBytes);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(LocalFailures.failure(e));
        }
    }

    /** Empty at the tip, once that was said. */
    private Optional<Fetch> read(int maxRecords, int maxBytes) {
        if (from instanceof Position.ShardEnd) return Optional.of(new Fetch.EndOfShard(children()));
        Place at = place();
        ShardRecords records = at.shard.read(nextIndex, maxRecords, maxBytes);
        if (records.count() > 0) {
            nextIndex = records.nextIndex();
            saidCaughtUp = false;
            return Optional.of(new Fetch.Records(batch(records, at)));
        }
        if (records.endOfShard()) return Optional.of(new Fetch.EndOfShard(children()));
        if (saidCaughtUp) return Optional.empty();
        saidCaughtUp = true;
        return Optional.of(nothing());
    }

    private static LocalBatch batch(ShardRecords records, Place at) {
        long behind = records.nextIndex() < at.shard.nextIndex() ? Math.max(1, records.millisBehindLatest()) : 0;
        return new LocalBatch(records, at.words, 0, records.count(), behind);
    }

    private static Fetch nothing() {
        return new Fetch.Records(RecordBatch.empty(0));
    }

    private CompletionStage<Fetch> awaitGrowth(int maxRecords, int maxBytes) {
        var wait = new TipWait(place().shard, growth, () -> read(maxRecords, maxBytes), LocalReader::nothing);
        waiting = wait;
        return wait.start();
    }

    private Place place() {
        Place known = place;
        if (known != null) return known;
        Shard shard = streams.stream(stream).shard(LocalPlaces.shardId(id));
        nextIndex = LocalPlaces.index(shard, from);
        var found = new Place(shard, SequenceWords.of(shard));
        place = found;
        return found;
    }

    private List<ShardId> children() {
        return streams.describe(stream).shards().stream()
                .filter(other -> other.parents().stream().anyMatch(parent -> LocalSource.id(parent).equals(id)))
                .map(child -> LocalSource.id(child.id()))
                .toList();
    }

    @Override
    public void close() {
        TipWait wait = waiting;
        if (wait != null) wait.cancel();
    }
}

package io.anabranch.simulator.stream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all journal entries so far amount to. Not thread-safe. */
final class StreamTable {
    private final Map<Long, StreamState> streams = new HashMap<>();
    private Optional<Change.Origin> origin = Optional.empty();

    void apply(List<? extends Change> changes) {
        Map<Long, List<ShardState>> shards = new HashMap<>();
        for (Change change : changes) {
            if (change instanceof Change.Origin set) origin = Optional.of(set);
            else if (change instanceof Change.StreamGone gone) streams.remove(gone.streamKey());
            else if (change instanceof Change.StreamSet set) streams.merge(set.stream().key(), set.stream(), StreamTable::keepingShards);
            else if (change instanceof Change.ShardSet set) shards.computeIfAbsent(set.streamKey(), key -> new ArrayList<>()).add(set.shard());
        }
        shards.forEach((key, changed) -> streams.computeIfPresent(key, (same, stream) -> stream.with(changed)));
    }

    private static StreamState keepingShards(StreamState old, StreamState set) {
        return set.with(old.shards());
    }

    void clear() {
        streams.clear();
        origin = Optional.empty();
    }

    Optional<Change.Origin> origin() {
        return origin;
    }

    Collection<StreamState> streams() {
        return streams.values();
    }

    Optional<StreamState> find(long key) {
        return Optional.ofNullable(streams.get(key));
    }

    StreamState stream(long key) {
        return find(key).orElseThrow(() -> new IllegalStateException("no stream with key " + key));
    }

    int openShards() {
        return streams.values().stream().mapToInt(StreamState::openShards).sum();
    }

    /** Entries that amount to the same. */
    List<byte[]> snapshot() {
        List<byte[]> entries = new ArrayList<>();
        origin.ifPresent(set -> entries.add(ChangeCodec.encode(List.of(set))));
        for (StreamState stream : streams.values()) entries.add(ChangeCodec.encode(changes(stream)));
        return entries;
    }

    /** Everything of one stream. */
    static List<Change> changes(StreamState stream) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.StreamSet(stream));
        for (ShardState shard : stream.shards()) changes.add(new Change.ShardSet(stream.key(), shard));
        return changes;
    }
}

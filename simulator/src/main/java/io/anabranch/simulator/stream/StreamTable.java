package io.anabranch.simulator.stream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What all journal entries so far amount to. Not thread-safe. */
final class StreamTable {
    /** In one entry of a snapshot. */
    private static final int MOST_CHANGES = 10_000;

    private final Map<Long, StreamState> streams = new HashMap<>();
    private final Map<Identity, Attributes> accounts = new HashMap<>();
    private Optional<Change.Origin> origin = Optional.empty();

    /** @throws java.io.IOException if the entry holds what this version does not know */
    void apply(byte[] entry) throws java.io.IOException {
        apply(ChangeCodec.decode(entry, origin.map(Change.Origin::identity)));
    }

    void apply(List<? extends Change> changes) {
        Map<Long, List<ShardState>> shards = new HashMap<>();
        for (Change change : changes) {
            if (change instanceof Change.ShardSet set) shards.computeIfAbsent(set.streamKey(), key -> new ArrayList<>()).add(set.shard());
            else apply(change);
        }
        shards.forEach((key, changed) -> update(key, stream -> stream.with(changed)));
    }

    private void apply(Change change) {
        if (change instanceof Change.Origin set) origin = Optional.of(set);
        else if (change instanceof Change.StreamGone gone) streams.remove(gone.streamKey());
        else if (change instanceof Change.StreamSet set) streams.merge(set.stream().key(), set.stream(), (old, now) -> now.withPartsOf(old));
        else if (change instanceof Change.ShardGone gone) update(gone.streamKey(), stream -> stream.without(gone.shard()));
        else if (change instanceof Change.ConsumerSet set) update(set.streamKey(), stream -> stream.with(set.consumer()));
        else if (change instanceof Change.ConsumerGone gone) update(gone.streamKey(), stream -> stream.without(gone.name()));
        else if (change instanceof Change.AccountSet set) accounts.put(set.identity(), set.attributes());
    }

    private void update(long key, UnaryOperator<StreamState> change) {
        streams.computeIfPresent(key, (same, stream) -> change.apply(stream));
    }

    void clear() {
        streams.clear();
        accounts.clear();
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

    /** Epoch milliseconds; 0 if no stream hides anything for good. */
    long newestHorizonFloorMillis() {
        return streams.values().stream().mapToLong(stream -> stream.config().horizonFloorMillis()).max().orElse(0);
    }

    Attributes account(Identity identity) {
        return accounts.getOrDefault(identity, Attributes.NONE);
    }

    int openShards(Identity owner) {
        return streams.values().stream().filter(stream -> stream.owner().equals(owner)).mapToInt(StreamState::openShards).sum();
    }

    /** Those that are open and those that come of what is under way. */
    int promisedShards(Identity owner) {
        return streams.values().stream().filter(stream -> stream.owner().equals(owner)).mapToInt(StreamState::promisedShards).sum();
    }

    /** Entries that amount to the same; those of a stream with very many shards are more than one. */
    List<byte[]> snapshot() {
        List<byte[]> entries = new ArrayList<>();
        origin.ifPresent(set -> entries.add(ChangeCodec.encode(List.of(set))));
        accounts.forEach((identity, attributes) -> entries.add(ChangeCodec.encode(List.of(new Change.AccountSet(identity, attributes)))));
        for (StreamState stream : streams.values()) {
            List<Change> changes = changes(stream);
            for (int at = 0; at < changes.size(); at += MOST_CHANGES)
                entries.add(ChangeCodec.encode(changes.subList(at, Math.min(changes.size(), at + MOST_CHANGES))));
        }
        return entries;
    }

    /** Everything of one stream. */
    static List<Change> changes(StreamState stream) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.StreamSet(stream));
        for (ShardState shard : stream.shards()) changes.add(new Change.ShardSet(stream.key(), shard));
        for (ConsumerState consumer : stream.consumers()) changes.add(new Change.ConsumerSet(stream.key(), consumer));
        return changes;
    }
}

package io.anabranch.simulator.stream;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One stream as the journal has it. Immutable.
 *
 * @param key    random number that tells it from every other stream there ever was
 * @param shards by index, open and closed
 */
record StreamState(
        long key,
        String name,
        String streamId,
        StreamStatus status,
        Optional<Reshard> pending,
        long createdMillis,
        int retentionHours,
        List<ShardState> shards) {
    StreamState {
        shards = List.copyOf(shards);
    }

    StreamState with(StreamStatus newStatus, Optional<Reshard> newPending) {
        return new StreamState(key, name, streamId, newStatus, newPending, createdMillis, retentionHours, shards);
    }

    /** With these shards in place of those of the same index. */
    StreamState with(List<ShardState> changed) {
        Map<Integer, ShardState> all = new TreeMap<>();
        for (ShardState shard : shards) all.put(shard.index(), shard);
        for (ShardState shard : changed) all.put(shard.index(), shard);
        return new StreamState(key, name, streamId, status, pending, createdMillis, retentionHours, List.copyOf(all.values()));
    }

    Optional<ShardState> find(int index) {
        if (index < shards.size() && shards.get(index).index() == index) return Optional.of(shards.get(index));
        return shards.stream().filter(shard -> shard.index() == index).findFirst();
    }

    ShardState shard(int index) {
        return find(index).orElseThrow(() -> new IllegalStateException("no shard " + index + " in stream " + name));
    }

    int nextShardIndex() {
        return shards.isEmpty() ? 0 : shards.get(shards.size() - 1).index() + 1;
    }

    int openShards() {
        return (int) shards.stream().filter(shard -> !shard.isClosed()).count();
    }

    /** Name of its folder. */
    String folder() {
        return name + "-" + createdMillis;
    }
}

package io.anabranch.simulator.stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One stream as the journal has it. Immutable.
 *
 * @param key       random number that tells it from every other stream there ever was
 * @param folder    name of its folder
 * @param shards    by index, open and closed
 * @param consumers by name
 */
record StreamState(
        long key,
        String name,
        Identity owner,
        String folder,
        String streamId,
        StreamStatus status,
        Optional<Pending> pending,
        long createdMillis,
        StreamConfig config,
        List<ShardState> shards,
        List<ConsumerState> consumers) {
    StreamState {
        shards = List.copyOf(shards);
        consumers = List.copyOf(consumers);
    }

    StreamState with(StreamStatus newStatus, Optional<Pending> newPending) {
        return new StreamState(key, name, owner, folder, streamId, newStatus, newPending, createdMillis, config, shards, consumers);
    }

    StreamState with(StreamConfig newConfig) {
        return new StreamState(key, name, owner, folder, streamId, status, pending, createdMillis, newConfig, shards, consumers);
    }

    /** The settings once what is pending is completed. */
    StreamConfig target() {
        return pending.orElse(null) instanceof Pending.Configure configure ? configure.applied(config) : config;
    }

    /** Everything else as it is, its shards and consumers as {@code other} has them. */
    StreamState withPartsOf(StreamState other) {
        return new StreamState(key, name, owner, folder, streamId, status, pending, createdMillis, config, other.shards, other.consumers);
    }

    /** With these shards in place of those of the same index. */
    StreamState with(List<ShardState> changed) {
        Map<Integer, ShardState> all = new TreeMap<>();
        for (ShardState shard : shards) all.put(shard.index(), shard);
        for (ShardState shard : changed) all.put(shard.index(), shard);
        return new StreamState(
                key, name, owner, folder, streamId, status, pending, createdMillis, config, List.copyOf(all.values()), consumers);
    }

    /** Without a shard, which must not be the newest one: the next index is told by that. */
    StreamState without(int shard) {
        List<ShardState> left = shards.stream().filter(other -> other.index() != shard).toList();
        return new StreamState(key, name, owner, folder, streamId, status, pending, createdMillis, config, left, consumers);
    }

    /** With this consumer in place of that of the same name. */
    StreamState with(ConsumerState consumer) {
        List<ConsumerState> all = new ArrayList<>(without(consumer.name()).consumers);
        all.add(consumer);
        all.sort(Comparator.comparing(ConsumerState::name));
        return withConsumers(all);
    }

    StreamState without(String consumer) {
        return withConsumers(consumers.stream().filter(other -> !other.name().equals(consumer)).toList());
    }

    private StreamState withConsumers(List<ConsumerState> all) {
        return new StreamState(key, name, owner, folder, streamId, status, pending, createdMillis, config, shards, all);
    }

    Optional<ConsumerState> consumer(String consumer) {
        return consumers.stream().filter(other -> other.name().equals(consumer)).findFirst();
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

    /** Those that are open and those that come of what is under way. */
    int promisedShards() {
        int open = openShards();
        return open + (pending.orElse(null) instanceof Reshard reshard ? reshard.growth(open) : 0);
    }

    String arn() {
        return owner.arnPrefix() + name;
    }
}

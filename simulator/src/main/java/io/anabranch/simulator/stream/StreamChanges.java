package io.anabranch.simulator.stream;

import java.math.BigInteger;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Changes of streams and shards that may be asked for: checked in the service's order, then begun. */
final class StreamChanges {
    private final StreamStore store;
    private final Ledger ledger;
    private final Transitions transitions;
    private final Realm realm;
    private final Refusal refusal;

    StreamChanges(StreamStore store, Realm realm) {
        this.store = store;
        this.ledger = store.ledger();
        this.transitions = store.transitions();
        this.realm = realm;
        this.refusal = realm.refusal();
    }

    void delete(String name, boolean withConsumers) {
        ledger.change("Stream " + name + " was not deleted", () -> {
            Stream stream = realm.require(name);
            if (!withConsumers && !stream.state().consumers().isEmpty()) throw refusal.hasConsumers(stream.state());
            return stream.state().status() == StreamStatus.DELETING ? stream : transitions.delete(stream, "DeleteStream");
        });
    }

    void split(String name, String shardId, BigInteger newStartingHashKey) {
        ShardId id = parse(name, shardId);
        ledger.change(notChanged(name), () -> {
            Stream stream = realm.requireActive(name);
            ShardState shard = open(stream, id, shardId);
            new Quotas(store, realm).requireShards(1);
            boolean within = newStartingHashKey.compareTo(shard.range().start().add(BigInteger.ONE)) > 0
                    && newStartingHashKey.compareTo(shard.range().end()) < 0;
            if (!within) throw refusal.badSplit(newStartingHashKey, shard, name);
            return transitions.update(stream, stream.state().config(), new Reshard.Split(id.index(), newStartingHashKey), "SplitShard");
        });
    }

    void merge(String name, String shardId, String adjacentShardId) {
        ShardId id = parse(name, shardId);
        ShardId adjacentId = parse(name, adjacentShardId);
        ledger.change(notChanged(name), () -> {
            Stream stream = realm.requireActive(name);
            ShardState shard = open(stream, id, shardId);
            ShardState adjacent = open(stream, adjacentId, adjacentShardId);
            if (!shard.range().isFollowedBy(adjacent.range())) throw refusal.notAdjacent(id, adjacentId, name);
            return transitions.update(stream, stream.state().config(), new Reshard.Merge(id.index(), adjacentId.index()), "MergeShards");
        });
    }

    /** @return what was before */
    Set<ShardMetric> shardMetrics(String name, UnaryOperator<Set<ShardMetric>> change, String operation) {
        return ledger.change(notChanged(name), () -> {
            Stream stream = realm.requireActive(name);
            StreamConfig config = stream.state().config();
            StreamConfig changed = config.withShardLevelMetrics(change.apply(config.shardLevelMetrics()));
            if (!changed.equals(config)) transitions.update(stream, config, Pending.Configure.from(config, changed), operation);
            return config.shardLevelMetrics();
        });
    }

    private static String notChanged(String name) {
        return "Stream " + name + " was not changed";
    }

    private ShardId parse(String name, String shardId) {
        return ShardId.parse(shardId).orElseThrow(() -> refusal.noShard(shardId, name));
    }

    private ShardState open(Stream stream, ShardId id, String asGiven) {
        String name = stream.state().name();
        ShardState shard = stream.state().find(id.index()).orElseThrow(() -> refusal.noShard(asGiven, name));
        if (shard.isClosed()) throw refusal.alreadyClosed(id, name);
        return shard;
    }
}

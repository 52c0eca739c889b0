package io.anabranch.simulator.stream;

import java.io.IOException;
import java.math.BigInteger;

/** Changes of a stream's shards that may be asked for: checked in the service's order, then begun. */
final class ShardChanges {
    private static final int MOST_SHARDS = 10_000;
    private static final DailyLimit UPDATES = new DailyLimit("UpdateShardCount", 10);

    private final StreamStore store;
    private final Limits limits;
    private final Realm realm;
    private final Refusal refusal;

    ShardChanges(StreamStore store, Realm realm) {
        this.store = store;
        this.limits = store.settings().limits();
        this.realm = realm;
        this.refusal = realm.refusal();
    }

    void split(String name, String shardId, BigInteger newStartingHashKey) {
        ShardId id = parse(name, shardId);
        store.ledger().change(Refusal.notChanged(name), () -> {
            Stream stream = requireResizable(name);
            ShardState shard = open(stream, id, shardId);
            quotas().requireShards(1);
            boolean within = newStartingHashKey.compareTo(shard.range().start().add(BigInteger.ONE)) > 0
                    && newStartingHashKey.compareTo(shard.range().end()) < 0;
            if (!within) throw refusal.badSplit(newStartingHashKey, shard, name);
            return begin(stream, new Reshard.Split(id.index(), newStartingHashKey), "SplitShard");
        });
    }

    void merge(String name, String shardId, String adjacentShardId) {
        ShardId id = parse(name, shardId);
        ShardId adjacentId = parse(name, adjacentShardId);
        store.ledger().change(Refusal.notChanged(name), () -> {
            Stream stream = requireResizable(name);
            ShardState shard = open(stream, id, shardId);
            ShardState adjacent = open(stream, adjacentId, adjacentShardId);
            if (!shard.range().isFollowedBy(adjacent.range())) throw refusal.notAdjacent(id, adjacentId, name);
            return begin(stream, new Reshard.Merge(id.index(), adjacentId.index()), "MergeShards");
        });
    }

    /**
     * Splits and merges until there are {@code target} shards of the same size.
     *
     * @return how many there are now
     */
    int scale(String name, int target) {
        if (target < 1) throw new IllegalArgumentException("a stream has at least one shard, not " + target);
        return store.ledger().change(Refusal.notChanged(name), () -> {
            Stream stream = requireResizable(name);
            int open = stream.state().openShards();
            if (limits != Limits.OFF) requireScalable(open, target);
            if (target > open) quotas().requireShards(target - open);
            StreamConfig counted = UPDATES.count(stream.state(), refusal, store.settings());
            store.transitions().update(stream, counted, new Reshard.Scale(target), UPDATES.operation());
            return open;
        });
    }

    private static void requireScalable(int open, int target) {
        if (target > MOST_SHARDS) throw Refusal.scaledTooHigh(MOST_SHARDS, open, target);
        if (target > 2 * open || 2 * target < open) throw Refusal.scaledTooFar(open, target);
    }

    private Stream begin(Stream stream, Reshard reshard, String operation) throws IOException {
        return store.transitions().update(stream, stream.state().config(), reshard, operation);
    }

    private Stream requireResizable(String name) {
        Stream stream = realm.requireActive(name);
        if (stream.state().config().mode() == StreamMode.ON_DEMAND) throw refusal.onDemand(name);
        return stream;
    }

    private Quotas quotas() {
        return new Quotas(store, realm);
    }

    private ShardId parse(String name, String shardId) {
        return ShardId.parse(shardId).orElseThrow(() -> refusal.noShard(shardId, name));
    }

    private ShardState open(Stream stream, ShardId id, String asGiven) {
        String name = stream.state().name();
        if (!stream.shows(id)) throw refusal.noShard(asGiven, name);
        ShardState shard = stream.state().shard(id.index());
        if (shard.isClosed()) throw refusal.alreadyClosed(id, name);
        return shard;
    }
}

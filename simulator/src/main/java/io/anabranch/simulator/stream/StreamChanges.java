package io.anabranch.simulator.stream;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Changes of streams and shards that may be asked for: checked in the service's order, then begun. */
final class StreamChanges {
    /** Shards of a new stream are as old as the service makes them. */
    private static final int CREATED_BEFORE_SECONDS = 2;

    private static final String ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final StreamStore store;
    private final StreamSettings settings;
    private final Ledger ledger;
    private final Transitions transitions;
    private final Realm realm;
    private final Refusal refusal;

    StreamChanges(StreamStore store, Realm realm) {
        this.store = store;
        this.settings = store.settings();
        this.ledger = store.ledger();
        this.transitions = store.transitions();
        this.realm = realm;
        this.refusal = realm.refusal();
    }

    void create(String name, int shardCount) {
        if (!name.matches("[a-zA-Z0-9_.-]{1,128}")) throw new IllegalArgumentException("not a stream name: '" + name + "'");
        if (shardCount < 1) throw new IllegalArgumentException("a stream has at least one shard, not " + shardCount);
        ledger.change("Stream " + name + " was not created", () -> {
            if (realm.find(name).isPresent()) throw refusal.alreadyExists(name);
            requireRoom(shardCount);
            return transitions.create(newStream(name, HashKeyRange.uniform(shardCount)), "CreateStream");
        });
    }

    StreamImport begin(ImportedStream imported) {
        return ledger.change("Stream " + imported.name() + " was not imported", () -> {
            if (realm.find(imported.name()).isPresent()) throw refusal.alreadyExists(imported.name());
            List<ShardState> shards = imported.shardStates();
            requireRoom((int) shards.stream().filter(shard -> !shard.isClosed()).count());
            return store.beginImport(realm, newStream(imported, shards));
        });
    }

    private StreamState newStream(ImportedStream imported, List<ShardState> shards) {
        return new StreamState(
                settings.random().nextLong(),
                imported.name(),
                realm.identity(),
                folder(imported.name(), settings.clock().millis()),
                newStreamId(),
                StreamStatus.ACTIVE,
                Optional.empty(),
                imported.created().toEpochMilli(),
                imported.config(),
                shards,
                List.of());
    }

    private StreamState newStream(String name, List<HashKeyRange> ranges) {
        long now = settings.clock().millis();
        long creation = Math.max(0, Math.floorDiv(now, 1000L) - CREATED_BEFORE_SECONDS);
        List<ShardState> shards = new ArrayList<>(ranges.size());
        for (HashKeyRange range : ranges) shards.add(ShardState.first(shards.size(), range, creation, now));
        return new StreamState(
                settings.random().nextLong(),
                name,
                realm.identity(),
                folder(name, now),
                newStreamId(),
                StreamStatus.CREATING,
                Optional.empty(),
                now,
                StreamConfig.DEFAULT,
                shards,
                List.of());
    }

    private String folder(String name, long now) {
        Identity owner = realm.identity();
        return name + "-" + now + (owner.equals(settings.home()) ? "" : "-" + owner.account() + "-" + owner.region());
    }

    private String newStreamId() {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 23; i++) id.append(ID_CHARACTERS.charAt(settings.random().nextInt(ID_CHARACTERS.length())));
        return id.insert(20, '-').toString();
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
            requireRoom(1);
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

    private void requireRoom(int additional) {
        int now = ledger.table().openShards(realm.identity());
        boolean room = settings.limits() == Limits.OFF || (long) now + additional <= settings.shardLimit();
        if (!room) throw refusal.tooManyShards(now, settings.shardLimit(), additional);
    }
}

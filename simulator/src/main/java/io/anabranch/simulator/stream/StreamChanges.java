package io.anabranch.simulator.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes and deletes streams: checked in the service's order, then begun. */
final class StreamChanges {
    /** Shards of a new stream are as old as the service makes them. */
    private static final int CREATED_BEFORE_SECONDS = 2;

    private static final String ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final StreamStore store;
    private final StreamSettings settings;
    private final Realm realm;

    StreamChanges(StreamStore store, Realm realm) {
        this.store = store;
        this.settings = store.settings();
        this.realm = realm;
    }

    void create(NewStream wanted) {
        store.ledger().change("Stream " + wanted.name() + " was not created", () -> {
            if (realm.find(wanted.name()).isPresent()) throw realm.refusal().alreadyExists(wanted.name());
            requireSense(wanted);
            requireRoom(wanted);
            return store.transitions().create(stateOf(wanted), "CreateStream");
        });
    }

    StreamImport begin(ImportedStream imported) {
        return store.ledger().change("Stream " + imported.name() + " was not imported", () -> {
            if (realm.find(imported.name()).isPresent()) throw realm.refusal().alreadyExists(imported.name());
            List<ShardState> shards = imported.shardStates();
            new Quotas(store, realm).requireShards((int) shards.stream().filter(shard -> !shard.isClosed()).count());
            return store.beginImport(realm, stateOf(imported, shards));
        });
    }

    void delete(String name, boolean withConsumers) {
        store.ledger().change("Stream " + name + " was not deleted", () -> {
            Stream stream = realm.require(name);
            if (!withConsumers && !stream.state().consumers().isEmpty()) throw realm.refusal().hasConsumers(stream.state());
            return stream.state().status() == StreamStatus.DELETING ? stream : store.transitions().delete(stream, "DeleteStream");
        });
    }

    private void requireSense(NewStream wanted) {
        boolean onDemand = wanted.effectiveMode() == StreamMode.ON_DEMAND;
        if (onDemand == wanted.shardCount().isPresent()) {
            String expected = onDemand ? "not expected when StreamMode=ON_DEMAND" : "expected when StreamMode=PROVISIONED";
            throw new StreamException(ErrorType.VALIDATION, "ShardCount is " + expected + ".");
        }
        if (!onDemand && wanted.distribution() == RecordDistribution.AUTO) {
            throw new StreamException(
                    ErrorType.INVALID_ARGUMENT, "RecordDistributionStrategy AUTO is for streams in ON_DEMAND mode only.");
        }
        TagRules.requireAddable(wanted.tags(), under(wanted));
    }

    private String under(NewStream wanted) {
        return TagRules.under(new Resource.OfStream(wanted.name()), realm.identity());
    }

    private void requireRoom(NewStream wanted) {
        Quotas quotas = new Quotas(store, realm);
        quotas.requireWarmThroughput(wanted.warmThroughputMiBps(), wanted.effectiveMode());
        quotas.requireTags(wanted.tags().keySet(), under(wanted));
        quotas.requireCreation();
        if (wanted.effectiveMode() == StreamMode.ON_DEMAND) quotas.requireOnDemandStream();
        quotas.requireShards(wanted.effectiveShardCount());
    }

    private StreamState stateOf(NewStream wanted) {
        long now = settings.clock().millis();
        List<ShardState> shards = shards(wanted.effectiveShardCount(), now);
        return state(newKey(), wanted.name(), folder(wanted.name()), StreamStatus.CREATING, now, wanted.config(), shards);
    }

    private StreamState stateOf(ImportedStream imported, List<ShardState> shards) {
        long key = newKey();
        String folder = folder(imported.name()) + "-" + Long.toHexString(key) + StreamImport.SUFFIX; // others of that name may be under way
        return state(key, imported.name(), folder, StreamStatus.ACTIVE, imported.created().toEpochMilli(), imported.config(), shards);
    }

    private StreamState state(
            long key, String name, String folder, StreamStatus status, long created, StreamConfig config, List<ShardState> shards) {
        return new StreamState(
                key,
                name,
                realm.identity(),
                folder,
                newStreamId(),
                status,
                Optional.empty(),
                created,
                config,
                shards,
                List.of());
    }

    private static List<ShardState> shards(int count, long now) {
        long creation = Math.max(0, Math.floorDiv(now, 1000L) - CREATED_BEFORE_SECONDS);
        List<ShardState> shards = new ArrayList<>(count);
        for (HashKeyRange range : HashKeyRange.uniform(count)) shards.add(ShardState.first(shards.size(), range, creation, now));
        return shards;
    }

    private long newKey() {
        return settings.random().nextLong();
    }

    private String folder(String name) {
        Identity owner = realm.identity();
        return name + "-" + settings.clock().millis() + (owner.equals(settings.home()) ? "" : "-" + owner.account() + "-" + owner.region());
    }

    private String newStreamId() {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 23; i++) id.append(ID_CHARACTERS.charAt(settings.random().nextInt(ID_CHARACTERS.length())));
        return id.insert(20, '-').toString();
    }
}

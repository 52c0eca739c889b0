package io.anabranch.simulator.stream;

import java.util.Set;
import java.util.function.UnaryOperator;

/** Changes of streams that may be asked for: checked in the service's order, then begun. */
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

    /** @return what was before */
    Set<ShardMetric> shardMetrics(String name, UnaryOperator<Set<ShardMetric>> change, String operation) {
        return ledger.change(Refusal.notChanged(name), () -> {
            Stream stream = realm.requireActive(name);
            StreamConfig config = stream.state().config();
            StreamConfig changed = config.withShardLevelMetrics(change.apply(config.shardLevelMetrics()));
            if (!changed.equals(config)) transitions.update(stream, config, Pending.Configure.from(config, changed), operation);
            return config.shardLevelMetrics();
        });
    }
}

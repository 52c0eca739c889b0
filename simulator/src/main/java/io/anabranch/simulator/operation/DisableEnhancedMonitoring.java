package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.ShardMetric;
import io.anabranch.simulator.stream.Streams;
import java.util.Set;

/** Turns shard-level metrics of a stream off. */
final class DisableEnhancedMonitoring extends EnhancedMonitoring {
    DisableEnhancedMonitoring(Streams streams, StreamReference reference) {
        super("DisableEnhancedMonitoring", streams, reference);
    }

    @Override
    void change(Set<ShardMetric> metrics, Set<ShardMetric> named) {
        metrics.removeAll(named);
    }
}

package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.ShardMetric;
import io.anabranch.simulator.stream.Streams;
import java.util.Set;

/** Turns shard-level metrics of a stream on. */
final class EnableEnhancedMonitoring extends EnhancedMonitoring {
    EnableEnhancedMonitoring(Streams streams, StreamReference reference) {
        super("EnableEnhancedMonitoring", streams, reference);
    }

    @Override
    void change(Set<ShardMetric> metrics, Set<ShardMetric> named) {
        metrics.addAll(named);
    }
}

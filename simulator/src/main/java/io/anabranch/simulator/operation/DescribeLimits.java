package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.stream.AccountLimits;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** What the account may have in the region, and what it has. */
final class DescribeLimits extends TreeOperation {
    private final Streams streams;

    DescribeLimits(Streams streams) {
        super("DescribeLimits", new StructureShape("DescribeLimitsInput"));
        this.streams = streams;
    }

    @Override
    WireValue.Structure run(Input input) {
        AccountLimits limits = streams.accountLimits();
        return new Output()
                .number("ShardLimit", limits.shardLimit())
                .number("OpenShardCount", limits.openShards())
                .number("OnDemandStreamCount", limits.onDemandStreams())
                .number("OnDemandStreamCountLimit", limits.onDemandStreamLimit())
                .done();
    }
}

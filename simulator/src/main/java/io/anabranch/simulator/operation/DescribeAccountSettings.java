package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.stream.BillingCommitment;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;
import java.time.Instant;

/** Settings of the account in the region. */
final class DescribeAccountSettings extends TreeOperation {
    private final Streams streams;

    DescribeAccountSettings(Streams streams) {
        super("DescribeAccountSettings", new StructureShape("DescribeAccountSettingsInput"));
        this.streams = streams;
    }

    @Override
    WireValue.Structure run(Input input) {
        return told(streams.commitment(), streams.clock().instant());
    }

    static WireValue.Structure told(BillingCommitment commitment, Instant now) {
        BillingCommitment.Status status = commitment.status(now);
        Output output = new Output().text("Status", status.name());
        commitment.started().ifPresent(started -> output.second("StartedAt", started));
        if (status == BillingCommitment.Status.DISABLED) {
            commitment.end().ifPresent(end -> output.second("EndedAt", end));
        } else {
            commitment.earliestAllowedEnd().ifPresent(end -> output.second("EarliestAllowedEndAt", end));
        }
        return new Output().value("MinimumThroughputBillingCommitment", output.done()).done();
    }
}

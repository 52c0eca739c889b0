package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Changes settings of the account in the region. */
final class UpdateAccountSettings extends TreeOperation {
    private static final String COMMITMENT = "MinimumThroughputBillingCommitment";

    private final Streams streams;

    UpdateAccountSettings(Streams streams) {
        super(
                "UpdateAccountSettings",
                new StructureShape("UpdateAccountSettingsInput")
                        .required(
                                COMMITMENT,
                                new StructureShape("MinimumThroughputBillingCommitmentInput").required("Status", TextShape.oneOf("ENABLED", "DISABLED"))));
        this.streams = streams;
    }

    @Override
    WireValue.Structure run(Input input) {
        boolean enable = input.structure(COMMITMENT).orElseThrow().requiredText("Status").equals("ENABLED");
        return DescribeAccountSettings.told(streams.commit(enable), streams.clock().instant());
    }
}

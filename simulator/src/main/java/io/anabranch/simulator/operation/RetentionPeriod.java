package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.NumberShape;
import io.anabranch.simulator.stream.SettingChanges;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** What IncreaseStreamRetentionPeriod and DecreaseStreamRetentionPeriod share. */
abstract class RetentionPeriod extends TreeOperation {
    private static final String HOURS = "RetentionPeriodHours";

    private final Streams streams;
    private final StreamReference reference;

    RetentionPeriod(String name, Streams streams, StreamReference reference) {
        super(name, StreamReference.shape(name + "Input").required(HOURS, NumberShape.integer(Integer.MIN_VALUE, Integer.MAX_VALUE)));
        this.streams = streams;
        this.reference = reference;
    }

    abstract void change(SettingChanges settings, String stream, int hours);

    @Override
    final WireValue.Structure run(Input input) {
        change(streams.settings(), reference.resolve(input), input.requiredInteger(HOURS));
        return Output.NONE;
    }
}

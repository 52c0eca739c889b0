package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.SettingChanges;
import io.anabranch.simulator.stream.Streams;

/** Keeps a stream's records longer. */
final class IncreaseStreamRetentionPeriod extends RetentionPeriod {
    IncreaseStreamRetentionPeriod(Streams streams, StreamReference reference) {
        super("IncreaseStreamRetentionPeriod", streams, reference);
    }

    @Override
    void change(SettingChanges settings, String stream, int hours) {
        settings.increaseRetention(stream, hours);
    }
}

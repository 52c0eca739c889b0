package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.SettingChanges;
import io.anabranch.simulator.stream.Streams;

/** Keeps a stream's records for a shorter time. */
final class DecreaseStreamRetentionPeriod extends RetentionPeriod {
    DecreaseStreamRetentionPeriod(Streams streams, StreamReference reference) {
        super("DecreaseStreamRetentionPeriod", streams, reference);
    }

    @Override
    void change(SettingChanges settings, String stream, int hours) {
        settings.decreaseRetention(stream, hours);
    }
}

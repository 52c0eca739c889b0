package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.SettingChanges;
import io.anabranch.simulator.stream.Streams;

/** Encrypts a stream: in name only, its records are stored as they are. */
final class StartStreamEncryption extends StreamEncryption {
    StartStreamEncryption(Streams streams, StreamReference reference) {
        super("StartStreamEncryption", streams, reference);
    }

    @Override
    void change(SettingChanges settings, String stream, String keyId) {
        settings.startEncryption(stream, keyId);
    }
}

package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.SettingChanges;
import io.anabranch.simulator.stream.Streams;

/** Ends a stream's encryption, whichever key is named. */
final class StopStreamEncryption extends StreamEncryption {
    StopStreamEncryption(Streams streams, StreamReference reference) {
        super("StopStreamEncryption", streams, reference);
    }

    @Override
    void change(SettingChanges settings, String stream, String keyId) {
        settings.stopEncryption(stream);
    }
}

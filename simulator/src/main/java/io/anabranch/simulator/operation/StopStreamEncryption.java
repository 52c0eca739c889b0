package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Ends a stream's encryption. */
final class StopStreamEncryption extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    StopStreamEncryption(Streams streams, StreamReference reference) {
        super(
                "StopStreamEncryption",
                StreamReference.shape("StopStreamEncryptionInput")
                        .required("EncryptionType", TextShape.oneOf("KMS", "NONE"))
                        .required("KeyId", TextShape.any().length(1, 2048)));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        StartStreamEncryption.requireKms(input);
        streams.settings().stopEncryption(reference.resolve(input));
        return Output.NONE;
    }
}

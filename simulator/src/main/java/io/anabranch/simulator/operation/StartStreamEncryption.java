package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Encrypts a stream: in name only, its records are stored as they are. */
final class StartStreamEncryption extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    StartStreamEncryption(Streams streams, StreamReference reference) {
        super(
                "StartStreamEncryption",
                StreamReference.shape("StartStreamEncryptionInput")
                        .required("EncryptionType", TextShape.oneOf("KMS", "NONE"))
                        .required("KeyId", TextShape.any().length(1, 2048)));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        requireKms(input);
        streams.settings().startEncryption(reference.resolve(input), input.requiredText("KeyId"));
        return Output.NONE;
    }

    static void requireKms(Input input) {
        String type = input.requiredText("EncryptionType");
        if (!type.equals("KMS")) throw new StreamException(ErrorType.INVALID_ARGUMENT, "Invalid EncryptionType " + type + ". It must be KMS.");
    }
}

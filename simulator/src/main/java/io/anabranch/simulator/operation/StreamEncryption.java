package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.SettingChanges;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** What StartStreamEncryption and StopStreamEncryption share. */
abstract class StreamEncryption extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    StreamEncryption(String name, Streams streams, StreamReference reference) {
        super(
                name,
                StreamReference.shape(name + "Input")
                        .required("EncryptionType", TextShape.oneOf("KMS", "NONE"))
                        .required("KeyId", TextShape.any().length(1, 2048)));
        this.streams = streams;
        this.reference = reference;
    }

    abstract void change(SettingChanges settings, String stream, String keyId);

    @Override
    final WireValue.Structure run(Input input) {
        String type = input.requiredText("EncryptionType");
        if (!type.equals("KMS")) throw new StreamException(ErrorType.INVALID_ARGUMENT, "Invalid EncryptionType " + type + ". It must be KMS.");
        change(streams.settings(), reference.resolve(input), input.requiredText("KeyId"));
        return Output.NONE;
    }
}

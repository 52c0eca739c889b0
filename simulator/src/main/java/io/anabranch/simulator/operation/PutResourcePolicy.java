package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import io.anabranch.simulator.wire.WireValue;
import java.nio.charset.StandardCharsets;

/** Attaches a policy to a stream or a consumer, in place of the one there is. It is kept and told, and never looked at. */
final class PutResourcePolicy extends TreeOperation {
    private final Streams streams;
    private final ResourceReference reference;

    PutResourcePolicy(Streams streams, ResourceReference reference) {
        super("PutResourcePolicy", ResourceReference.shape("PutResourcePolicyInput").required("Policy", TextShape.any()));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        String policy = input.requiredText("Policy");
        if (!isObject(policy)) {
            throw new StreamException(ErrorType.INVALID_ARGUMENT, "The policy is not well-formed JSON.");
        }
        streams.resources().putPolicy(reference.resolve(input), policy);
        return Output.NONE;
    }

    private static boolean isObject(String json) {
        try {
            return WireReader.read(WireFormat.JSON, json.getBytes(StandardCharsets.UTF_8)) instanceof WireValue.Structure;
        } catch (WireException e) {
            return false; // that is the question
        }
    }
}

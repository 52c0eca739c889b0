package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.stream.ConsumerDescription;
import io.anabranch.simulator.stream.Consumers;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.Streams;
import java.util.Optional;

/** Which consumer a request means: by its ARN, or by its name and the ARN of its stream. */
final class ConsumerReference {
    private final Consumers consumers;
    private final StreamReference stream;

    ConsumerReference(Streams streams, StreamReference stream) {
        this.consumers = streams.consumers();
        this.stream = stream;
    }

    static TextShape arn() {
        return TextShape.any()
                .pattern("^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+")
                .length(1, 2048);
    }

    /** A shape with the members that name a consumer. */
    static StructureShape shape(String name) {
        return new StructureShape(name)
                .optional("StreamARN", StreamReference.arn())
                .optional("ConsumerName", StreamReference.name())
                .optional("ConsumerARN", arn())
                .optional("StreamId", StreamReference.id());
    }

    /** @throws StreamException RESOURCE_NOT_FOUND, INVALID_ARGUMENT if the input names none, or two */
    ConsumerDescription resolve(Input input) {
        Optional<String> name = input.text("ConsumerName");
        boolean byName = name.isPresent() && input.has("StreamARN");
        if (!input.has("ConsumerARN")) {
            if (!byName) {
                throw invalid("Both streamARN and consumer name must be provided if consumerARN is not provied.");
            }
            return consumers.describe(stream.resolve(input), name.get());
        }
        ConsumerDescription found = consumers.describe(input.requiredText("ConsumerARN"));
        boolean same = name.orElse(found.name()).equals(found.name()) && input.text("StreamARN").orElse(found.streamArn()).equals(found.streamArn());
        if (!same) {
            throw invalid("ConsumerARN " + found.arn() + " is not the ARN of the consumer that StreamARN and ConsumerName name.");
        }
        stream.requireId(input, found.streamName());
        return found;
    }

    private static StreamException invalid(String text) {
        return new StreamException(ErrorType.INVALID_ARGUMENT, text);
    }
}

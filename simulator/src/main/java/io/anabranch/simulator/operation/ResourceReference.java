package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.Resource;
import io.anabranch.simulator.stream.StreamException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which stream or consumer a request means by an ARN that may be of either. */
final class ResourceReference {
    private static final String PATTERN = "arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+";
    private static final Pattern CONSUMER = Pattern.compile("([^/]+)/consumer/([^/]+):(\\d{1,18})");

    private final StreamReference streams;

    ResourceReference(StreamReference streams) {
        this.streams = streams;
    }

    /** A shape with the members that name a resource. */
    static StructureShape shape(String name) {
        return new StructureShape(name)
                .required("ResourceARN", TextShape.any().pattern(PATTERN).length(1, 2048))
                .optional("StreamId", StreamReference.id());
    }

    /** The resource an input means; it may be missing. */
    Resource resolve(Input input) {
        Resource resource = parse(input.requiredText("ResourceARN"));
        streams.requireId(input, resource.stream());
        return resource;
    }

    private Resource parse(String arn) {
        if (!arn.contains(":stream/")) {
            throw new StreamException(ErrorType.RESOURCE_NOT_FOUND, "Resource " + arn + " not found.");
        }
        String name = streams.nameOf(arn);
        Matcher consumer = CONSUMER.matcher(name);
        return consumer.matches()
                ? new Resource.OfConsumer(consumer.group(1), consumer.group(2), Long.parseLong(consumer.group(3)))
                : new Resource.OfStream(name);
    }
}

package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.NumberShape;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.shape.TimestampShape;
import io.anabranch.simulator.stream.ConsumerDescription;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.StreamDescription;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Consumers of a stream by name, in any state, up to 100 an answer. */
final class ListStreamConsumers extends TreeOperation {
    private static final int MAX_CONSUMERS = 100;
    private static final byte KIND = 'C';

    private final Streams streams;
    private final StreamReference reference;
    private final PageTokens tokens;

    ListStreamConsumers(Streams streams, StreamReference reference, PageTokens tokens) {
        super(
                "ListStreamConsumers",
                new StructureShape("ListStreamConsumersInput")
                        .required("StreamARN", StreamReference.arn())
                        .optional("StreamId", StreamReference.id())
                        .optional("NextToken", TextShape.any().length(1, 1_048_576))
                        .optional("MaxResults", NumberShape.integer(1, 10_000))
                        .optional("StreamCreationTimestamp", new TimestampShape()));
        this.streams = streams;
        this.reference = reference;
        this.tokens = tokens;
    }

    @Override
    WireValue.Structure run(Input input) {
        String name = reference.resolve(input);
        StreamDescription stream = streams.describe(name);
        String after = after(input, stream);
        List<ConsumerDescription> rest = streams.consumers().list(name).stream()
                .filter(consumer -> consumer.name().compareTo(after) > 0)
                .toList();
        return page(rest, Math.min(MAX_CONSUMERS, input.integer("MaxResults").orElse(MAX_CONSUMERS)), stream);
    }

    /** The name the page before ended with, empty on the first. */
    private String after(Input input, StreamDescription stream) {
        if (!input.has("NextToken")) {
            requireCreated(input, stream);
            return "";
        }
        if (input.has("StreamCreationTimestamp")) {
            throw invalid("NextToken and StreamCreationTimestamp cannot be provided together.");
        }
        List<String> fields = tokens.read(KIND, input.requiredText("NextToken"));
        if (!fields.get(0).equals(stream.streamId())) {
            throw invalid("The provided NextToken is invalid.");
        }
        return fields.get(1);
    }

    private void requireCreated(Input input, StreamDescription stream) {
        Instant created = stream.created().truncatedTo(ChronoUnit.SECONDS);
        if (!input.time("StreamCreationTimestamp").orElse(created).truncatedTo(ChronoUnit.SECONDS).equals(created)) {
            throw new StreamException(
                    ErrorType.RESOURCE_NOT_FOUND, "Stream " + stream.name() + " under account " + reference.account() + " not found.");
        }
    }

    private WireValue.Structure page(List<ConsumerDescription> rest, int limit, StreamDescription stream) {
        List<ConsumerDescription> page = rest.subList(0, Math.min(limit, rest.size()));
        Output output = new Output().items("Consumers", page.stream().map(consumer -> Descriptions.consumer(consumer).done()).toList());
        if (page.size() < rest.size()) {
            output.text("NextToken", tokens.issue(KIND, List.of(stream.streamId(), page.get(page.size() - 1).name())));
        }
        return output.done();
    }

    private static StreamException invalid(String text) {
        return new StreamException(ErrorType.INVALID_ARGUMENT, text);
    }
}

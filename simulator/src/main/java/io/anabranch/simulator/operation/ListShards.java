package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.NumberShape;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.shape.TimestampShape;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.ShardId;
import io.anabranch.simulator.stream.StreamDescription;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Shards of a stream, up to 1,000 an answer, chosen by a {@link ShardFilter}; a token carries the rest of the question to the next page. */
final class ListShards extends TreeOperation {
    private static final int MAX_SHARDS = 1_000;
    private static final byte KIND = 'H';

    private final Streams streams;
    private final StreamReference reference;
    private final PageTokens tokens;

    /** What a page is asked for; {@code after} is -1 on the first. */
    private record Question(String stream, String streamId, int after, ShardFilter filter) {}

    ListShards(Streams streams, StreamReference reference, PageTokens tokens) {
        super("ListShards", shape());
        this.streams = streams;
        this.reference = reference;
        this.tokens = tokens;
    }

    private static StructureShape shape() {
        StructureShape filter = new StructureShape("ShardFilter")
                .required("Type", TextShape.oneOf(java.util.Arrays.stream(ShardFilter.Type.values()).map(Enum::name).toArray(String[]::new)))
                .optional("ShardId", StreamReference.name())
                .optional("Timestamp", new TimestampShape());
        return StreamReference.shape("ListShardsInput")
                .optional("NextToken", TextShape.any().length(1, 1_048_576))
                .optional("ExclusiveStartShardId", StreamReference.name())
                .optional("MaxResults", NumberShape.integer(1, 10_000))
                .optional("StreamCreationTimestamp", new TimestampShape())
                .optional("ShardFilter", filter);
    }

    @Override
    WireValue.Structure run(Input input) {
        Question question = input.has("NextToken") ? continued(input) : first(input);
        StreamDescription stream = streams.describeServing(question.stream);
        input.time("StreamCreationTimestamp").ifPresent(created -> requireCreated(stream, created));
        if (!question.streamId.isEmpty() && !question.streamId.equals(stream.streamId())) {
            throw invalid("The provided NextToken is invalid.");
        }
        Instant now = Instant.ofEpochMilli(streams.nowMillis());
        List<ShardDescription> after = stream.shards().stream()
                .filter(shard -> shard.id().index() > question.after && question.filter.admits(shard, stream, now))
                .toList();
        return page(after, Math.min(MAX_SHARDS, input.integer("MaxResults").orElse(MAX_SHARDS)), question, stream);
    }

    /** Tells a stream from another one of its name; moments are told in whole seconds. */
    private void requireCreated(StreamDescription stream, Instant created) {
        if (created.getEpochSecond() != stream.created().getEpochSecond()) {
            throw new StreamException(
                    ErrorType.RESOURCE_NOT_FOUND, "Stream " + stream.name() + " under account " + reference.account() + " not found.");
        }
    }

    private WireValue.Structure page(List<ShardDescription> after, int limit, Question question, StreamDescription stream) {
        List<ShardDescription> page = after.subList(0, Math.min(limit, after.size()));
        Output output = new Output().items("Shards", page.stream().map(Descriptions::shard).toList());
        if (page.size() < after.size()) {
            int last = page.get(page.size() - 1).id().index();
            output.text("NextToken", token(new Question(stream.name(), stream.streamId(), last, question.filter)));
        }
        return output.done();
    }

    private Question first(Input input) {
        if (!input.has("StreamName") && !input.has("StreamARN") && !input.has("StreamId")) {
            throw invalid("Either NextToken or StreamName should be provided.");
        }
        String stream = reference.resolve(input);
        int after = input.text("ExclusiveStartShardId").map(text -> shardId(text, stream).index()).orElse(-1);
        return new Question(stream, "", after, input.structure("ShardFilter").map(filter -> filter(filter, stream)).orElse(ShardFilter.DEFAULT));
    }

    private ShardFilter filter(Input filter, String stream) {
        return new ShardFilter(
                ShardFilter.Type.valueOf(filter.requiredText("Type")),
                filter.text("ShardId").map(text -> shardId(text, stream)),
                filter.time("Timestamp"));
    }

    private ShardId shardId(String text, String stream) {
        return DescribeStream.shardId(text, stream, reference.account());
    }

    private Question continued(Input input) {
        for (String member : List.of("StreamName", "StreamARN", "StreamId", "ExclusiveStartShardId", "StreamCreationTimestamp", "ShardFilter")) {
            if (input.has(member)) {
                throw invalid("NextToken and " + member + " cannot be provided together.");
            }
        }
        List<String> fields = tokens.read(KIND, input.requiredText("NextToken"));
        return new Question(fields.get(0), fields.get(1), Integer.parseInt(fields.get(2)), filter(fields.subList(3, 6)));
    }

    private String token(Question question) {
        ShardFilter filter = question.filter;
        return tokens.issue(
                KIND,
                List.of(
                        question.stream,
                        question.streamId,
                        Integer.toString(question.after),
                        filter.type().name(),
                        filter.shard().map(shard -> Integer.toString(shard.index())).orElse(""),
                        filter.timestamp().map(time -> Long.toString(time.toEpochMilli())).orElse("")));
    }

    private static ShardFilter filter(List<String> fields) {
        return new ShardFilter(
                ShardFilter.Type.valueOf(fields.get(0)),
                Optional.of(fields.get(1)).filter(text -> !text.isEmpty()).map(text -> new ShardId(Integer.parseInt(text))),
                Optional.of(fields.get(2)).filter(text -> !text.isEmpty()).map(text -> Instant.ofEpochMilli(Long.parseLong(text))));
    }

    private static StreamException invalid(String text) {
        return new StreamException(ErrorType.INVALID_ARGUMENT, text);
    }
}

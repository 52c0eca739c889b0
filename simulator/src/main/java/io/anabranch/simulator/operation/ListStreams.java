package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.NumberShape;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.stream.StreamDescription;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;
import java.util.List;

/** Names and summaries of streams in the order of their names, up to 100 an answer. */
final class ListStreams extends TreeOperation {
    private static final int MAX_STREAMS = 100;
    private static final byte KIND = 'S';

    private final Streams streams;
    private final PageTokens tokens;

    ListStreams(Streams streams, PageTokens tokens) {
        super(
                "ListStreams",
                new StructureShape("ListStreamsInput")
                        .optional("Limit", NumberShape.integer(1, 10_000))
                        .optional("ExclusiveStartStreamName", StreamReference.name())
                        .optional("NextToken", TextShape.any().length(1, 1_048_576)));
        this.streams = streams;
        this.tokens = tokens;
    }

    @Override
    WireValue.Structure run(Input input) {
        String start = input.text("NextToken").map(token -> tokens.read(KIND, token).get(0)).or(() -> input.text("ExclusiveStartStreamName")).orElse("");
        int limit = Math.min(MAX_STREAMS, input.integer("Limit").orElse(MAX_STREAMS));
        List<StreamDescription> after = streams.list().stream().filter(stream -> stream.name().compareTo(start) > 0).toList();
        List<StreamDescription> page = after.subList(0, Math.min(limit, after.size()));
        Output output = new Output()
                .items("StreamNames", page.stream().map(stream -> new WireValue.Text(stream.name())).toList())
                .flag("HasMoreStreams", page.size() < after.size())
                .items("StreamSummaries", page.stream().map(Descriptions::streamSummary).toList());
        if (page.size() < after.size()) {
            output.text("NextToken", tokens.issue(KIND, List.of(page.get(page.size() - 1).name())));
        }
        return output.done();
    }
}

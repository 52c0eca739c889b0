package io.anabranch.samples.streams;

import io.anabranch.simulator.stream.HashKeyRange;
import io.anabranch.simulator.stream.SequenceNumber;
import io.anabranch.simulator.stream.ShardId;
import io.anabranch.simulator.transfer.ShardOutline;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** The streams of a service. */
public final class KinesisCatalog implements StreamCatalog {
    private final KinesisAsyncClient kinesis;

    /** @param kinesis stays open */
    public KinesisCatalog(KinesisAsyncClient kinesis) {
        this.kinesis = kinesis;
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>();
        ListStreamsResponse page = kinesis.listStreams().join();
        names.addAll(page.streamNames());
        while (page.hasMoreStreams()) {
            String last = names.get(names.size() - 1);
            page = kinesis.listStreams(request -> request.exclusiveStartStreamName(last)).join();
            names.addAll(page.streamNames());
        }
        return names;
    }

    @Override
    public StreamView describe(String stream) {
        var summary = kinesis.describeStreamSummary(request -> request.streamName(stream)).join().streamDescriptionSummary();
        List<ShardOutline> shards = summary.streamStatusAsString().equals("CREATING") ? List.of() : shards(stream);
        return new StreamView(summary.streamName(), summary.streamARN(), summary.streamStatusAsString(), summary.streamCreationTimestamp(),
                summary.retentionPeriodHours(), shards);
    }

    private List<ShardOutline> shards(String stream) {
        List<ShardOutline> shards = new ArrayList<>();
        ListShardsRequest next = ListShardsRequest.builder().streamName(stream).build();
        while (next != null) {
            ListShardsResponse page = kinesis.listShards(next).join();
            page.shards().forEach(shard -> shards.add(outline(shard)));
            next = page.nextToken() == null ? null : ListShardsRequest.builder().nextToken(page.nextToken()).build();
        }
        shards.sort(Comparator.comparing(ShardOutline::id));
        return shards;
    }

    private static ShardOutline outline(Shard shard) {
        HashKeyRange range =
                new HashKeyRange(new BigInteger(shard.hashKeyRange().startingHashKey()), new BigInteger(shard.hashKeyRange().endingHashKey()));
        return new ShardOutline(id(shard.shardId()), Optional.ofNullable(shard.parentShardId()).map(KinesisCatalog::id),
                Optional.ofNullable(shard.adjacentParentShardId()).map(KinesisCatalog::id), range,
                new SequenceNumber(new BigInteger(shard.sequenceNumberRange().startingSequenceNumber())),
                number(shard.sequenceNumberRange().endingSequenceNumber()));
    }

    private static ShardId id(String text) {
        return ShardId.parse(text).orElseThrow(() -> new IllegalStateException("not a shard id: '" + text + "'"));
    }

    private static Optional<SequenceNumber> number(@Nullable String digits) {
        return Optional.ofNullable(digits).map(BigInteger::new).map(SequenceNumber::new);
    }
}

package io.anabranch.samples.streams;

import io.anabranch.simulator.stream.HashKeyRange;
import io.anabranch.simulator.stream.SequenceNumber;
import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.ShardId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

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
        StreamDescriptionSummary summary = summary(stream);
        boolean listed = !Set.of("CREATING", "DELETING").contains(summary.streamStatusAsString());
        List<ShardDescription> shards = listed ? shards(stream) : List.of();
        return new StreamView(summary.streamName(), summary.streamARN(), summary.streamStatusAsString(), summary.streamCreationTimestamp(),
                summary.retentionPeriodHours(), false, shards);
    }

    @Override
    public void check(String stream) {
        summary(stream);
    }

    private StreamDescriptionSummary summary(String stream) {
        return kinesis.describeStreamSummary(request -> request.streamName(stream)).join().streamDescriptionSummary();
    }

    private List<ShardDescription> shards(String stream) {
        List<ShardDescription> shards = new ArrayList<>();
        ListShardsRequest next = ListShardsRequest.builder().streamName(stream).build();
        while (next != null) {
            ListShardsResponse page = kinesis.listShards(next).join();
            page.shards().forEach(shard -> shards.add(outline(shard)));
            next = page.nextToken() == null ? null : ListShardsRequest.builder().nextToken(page.nextToken()).build();
        }
        shards.sort(Comparator.comparing(ShardDescription::id));
        return shards;
    }

    private static ShardDescription outline(Shard shard) {
        HashKeyRange range =
                new HashKeyRange(new BigInteger(shard.hashKeyRange().startingHashKey()), new BigInteger(shard.hashKeyRange().endingHashKey()));
        SequenceNumber starting = new SequenceNumber(new BigInteger(shard.sequenceNumberRange().startingSequenceNumber()));
        Optional<SequenceNumber> ending = number(shard.sequenceNumberRange().endingSequenceNumber());
        return new ShardDescription(id(shard.shardId()), Optional.ofNullable(shard.parentShardId()).map(KinesisCatalog::id),
                Optional.ofNullable(shard.adjacentParentShardId()).map(KinesisCatalog::id), range,
                starting, ending, opened(starting), ending.map(KinesisCatalog::closed));
    }

    /** The service tells this only by the number, in seconds. */
    private static Instant opened(SequenceNumber starting) {
        return second(SequenceNumber.parse(starting.toString()).map(SequenceNumber::creationSecond));
    }

    private static Instant closed(SequenceNumber ending) {
        return second(SequenceNumber.parse(ending.toString()).map(SequenceNumber::arrivalSecond));
    }

    private static Instant second(Optional<Long> second) {
        return Instant.ofEpochSecond(second.orElse(0L));
    }

    private static ShardId id(String text) {
        return ShardId.parse(text).orElseThrow(() -> new IllegalStateException("not a shard id: '" + text + "'"));
    }

    private static Optional<SequenceNumber> number(@Nullable String digits) {
        return Optional.ofNullable(digits).map(BigInteger::new).map(SequenceNumber::new);
    }
}

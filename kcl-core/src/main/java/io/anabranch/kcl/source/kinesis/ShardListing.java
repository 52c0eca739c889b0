package io.anabranch.kcl.source.kinesis;

import io.anabranch.kcl.model.HashKeyRange;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.source.StreamSource.ShardInfo;
import io.anabranch.kcl.source.StreamSource.StreamInfo;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** What the service says of a stream and its shards. */
final class ShardListing {
    private final KinesisAsyncClient client;
    private final InstantSource clock;

    /** @param clock stands in where an answer does not show the service's time */
    ShardListing(KinesisAsyncClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    CompletionStage<StreamInfo> describe(String stream) {
        return KinesisFailures.typed(client.describeStreamSummary(request -> request.streamName(stream)).thenApply(answer -> {
            var summary = answer.streamDescriptionSummary();
            return new StreamInfo(summary.streamName(), summary.streamCreationTimestamp(), ServiceTime.of(answer).orElseGet(clock::instant));
        }));
    }

    CompletionStage<List<ShardInfo>> shards(String stream) {
        return KinesisFailures.typed(page(ListShardsRequest.builder().streamName(stream).build(), new ArrayList<>()));
    }

    private CompletableFuture<List<ShardInfo>> page(ListShardsRequest request, List<ShardInfo> before) {
        return client.listShards(request).thenCompose(answer -> {
            answer.shards().forEach(shard -> before.add(info(shard)));
            if (answer.nextToken() != null) return page(ListShardsRequest.builder().nextToken(answer.nextToken()).build(), before);
            before.sort(Comparator.comparing(ShardInfo::id));
            return CompletableFuture.completedFuture(List.copyOf(before));
        });
    }

    CompletionStage<List<ShardId>> children(String stream, ShardId parent) {
        return shards(stream).thenApply(shards ->
                shards.stream().filter(shard -> shard.parents().contains(parent)).map(ShardInfo::id).toList());
    }

    private static ShardInfo info(Shard shard) {
        var range = new HashKeyRange(
                new BigInteger(shard.hashKeyRange().startingHashKey()), new BigInteger(shard.hashKeyRange().endingHashKey()));
        List<ShardId> parents = Stream.concat(named(shard.parentShardId()), named(shard.adjacentParentShardId())).toList();
        boolean closed = shard.sequenceNumberRange().endingSequenceNumber() != null;
        return new ShardInfo(new ShardId(shard.shardId()), parents, range, closed);
    }

    private static Stream<ShardId> named(@Nullable String id) {
        return Optional.ofNullable(id).map(ShardId::new).stream();
    }
}

package io.anabranch.samples.serve;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** Follows one shard by SubscribeToShard, over the ends of subscriptions and restarts of the service. */
final class Subscriber {
    private final String shard;
    private final Set<String> seen;
    private volatile Optional<String> continuation = Optional.empty();
    private volatile CompletableFuture<Void> subscription = CompletableFuture.completedFuture(null);

    /** @param seen gets {@code key#number} of every record */
    Subscriber(String shard, Set<String> seen) {
        this.shard = shard;
        this.seen = seen;
    }

    /** Subscribes, unless the last subscription still lives. */
    void tend(KinesisAsyncClient kinesis, String consumer) {
        if (!subscription.isDone()) return;
        StartingPosition position = continuation
                .map(number -> StartingPosition.builder().type(ShardIteratorType.AFTER_SEQUENCE_NUMBER).sequenceNumber(number).build())
                .orElse(StartingPosition.builder().type(ShardIteratorType.TRIM_HORIZON).build());
        SubscribeToShardResponseHandler handler = SubscribeToShardResponseHandler.builder()
                .subscriber(SubscribeToShardResponseHandler.Visitor.builder().onSubscribeToShardEvent(this::take).build())
                .build();
        subscription = kinesis.subscribeToShard(request -> request.consumerARN(consumer).shardId(shard).startingPosition(position), handler);
    }

    private void take(SubscribeToShardEvent event) {
        event.records().forEach(record -> seen.add(record.partitionKey() + "#" + record.data().asUtf8String().strip()));
        continuation = Optional.ofNullable(event.continuationSequenceNumber()).or(() -> continuation);
    }
}

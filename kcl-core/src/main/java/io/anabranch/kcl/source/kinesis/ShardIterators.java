package io.anabranch.kcl.source.kinesis;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.model.ShardId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** The place of one reader: an iterator while it is good, and the position a new one is asked for with. One call at a time. */
final class ShardIterators {
    private final KinesisAsyncClient client;
    private final String stream;
    private final ShardId shard;
    private Position position;
    private @Nullable String iterator;

    ShardIterators(KinesisAsyncClient client, String stream, ShardId shard, Position from) {
        this.client = client;
        this.stream = stream;
        this.shard = shard;
        this.position = from;
    }

    ShardId shard() {
        return shard;
    }

    /** True if there is nothing to read from the start. */
    boolean isAtShardEnd() {
        return position instanceof Position.ShardEnd;
    }

    CompletableFuture<String> current() {
        String known = iterator;
        return known != null ? CompletableFuture.completedFuture(known) : client.getShardIterator(request()).thenApply(this::first);
    }

    private String first(GetShardIteratorResponse answer) {
        // The newest record is another one by the time a new iterator is needed: that one starts at what arrived since now. The clock shows
        // whole seconds, so up to a second of older records may come along; none is lost.
        if (position instanceof Position.Latest) ServiceTime.of(answer).ifPresent(now -> position = Position.atTimestamp(now));
        iterator = answer.shardIterator();
        return answer.shardIterator();
    }

    void moved(@Nullable String next) {
        iterator = next;
    }

    void movedAfter(SequenceNumber last) {
        position = Position.after(last);
    }

    /** The iterator is no longer good: the next one starts where this one stood. */
    void expired() {
        iterator = null;
    }

    private GetShardIteratorRequest request() {
        var request = GetShardIteratorRequest.builder().streamName(stream).shardId(shard.value());
        if (position instanceof Position.AtTimestamp at)
            return request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(at.instant()).build();
        if (position instanceof Position.At at) return at(request, ShardIteratorType.AT_SEQUENCE_NUMBER, at.sequenceNumber());
        if (position instanceof Position.After after) return at(request, ShardIteratorType.AFTER_SEQUENCE_NUMBER, after.sequenceNumber());
        boolean latest = position instanceof Position.Latest;
        return request.shardIteratorType(latest ? ShardIteratorType.LATEST : ShardIteratorType.TRIM_HORIZON).build();
    }

    private static GetShardIteratorRequest at(GetShardIteratorRequest.Builder request, ShardIteratorType type, SequenceNumber number) {
        return request.shardIteratorType(type).startingSequenceNumber(number.toString()).build();
    }
}

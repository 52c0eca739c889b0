package io.anabranch.samples.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** Reads whatever shards of a stream are open, by GetRecords and by SubscribeToShard, while they come, end and vanish under it. One thread at a time. */
final class Rover {
    private final String stream;
    private final LongAdder polled;
    private final LongAdder pushed;
    private final Map<String, CompletableFuture<Void>> subscriptions = new HashMap<>();

    /** @param polled counts records of GetRecords, {@code pushed} those of subscriptions */
    Rover(String stream, LongAdder polled, LongAdder pushed) {
        this.stream = stream;
        this.polled = polled;
        this.pushed = pushed;
    }

    /** Once: sees that every open shard is subscribed to from its beginning. */
    void subscribe(KinesisJson kinesis, KinesisAsyncClient fanOut, String consumer) throws IOException, InterruptedException {
        subscriptions.values().removeIf(CompletableFuture::isDone);
        for (String shard : openShards(kinesis)) subscriptions.computeIfAbsent(shard, open -> subscribe(fanOut, consumer, open));
    }

    /** Once: reads the beginning of every open shard. */
    void poll(KinesisJson kinesis) throws IOException, InterruptedException {
        for (String shard : openShards(kinesis)) poll(kinesis, shard);
    }

    private List<String> openShards(KinesisJson kinesis) throws IOException, InterruptedException {
        List<String> open = new ArrayList<>();
        JsonNode shards = kinesis.call("ListShards", Map.of("StreamName", stream, "ShardFilter", Map.of("Type", "AT_LATEST"))).get("Shards");
        shards.forEach(shard -> open.add(shard.get("ShardId").asText()));
        return open;
    }

    private CompletableFuture<Void> subscribe(KinesisAsyncClient fanOut, String consumer, String shard) {
        SubscribeToShardResponseHandler handler = SubscribeToShardResponseHandler.builder()
                .subscriber(SubscribeToShardResponseHandler.Visitor.builder().onSubscribeToShardEvent(event -> pushed.add(event.records().size())).build())
                .build();
        return fanOut.subscribeToShard(request -> request.consumerARN(consumer).shardId(shard).startingPosition(start -> start.type(ShardIteratorType.TRIM_HORIZON)), handler);
    }

    private void poll(KinesisJson kinesis, String shard) throws IOException, InterruptedException {
        String iterator = kinesis.call("GetShardIterator", Map.of("StreamName", stream, "ShardId", shard, "ShardIteratorType", "TRIM_HORIZON")).get("ShardIterator").asText();
        polled.add(kinesis.call("GetRecords", Map.of("ShardIterator", iterator, "Limit", 10)).get("Records").size());
    }
}

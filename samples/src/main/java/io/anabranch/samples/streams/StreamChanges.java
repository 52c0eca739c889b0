package io.anabranch.samples.streams;

import io.anabranch.samples.worker.Pause;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** Changes of streams, each over when its call returns. Refusals are the SDK's exceptions. */
public final class StreamChanges {
    private static final long FIRST_LOOK_MILLIS = 10;
    private static final long SLOWEST_LOOK_MILLIS = 1000;

    private final KinesisAsyncClient kinesis;
    private final Pause pause;

    /** @param kinesis stays open */
    public StreamChanges(KinesisAsyncClient kinesis, Pause pause) {
        this.kinesis = kinesis;
        this.pause = pause;
    }

    /** @param shards absent for a stream on demand */
    public void create(String stream, Optional<Integer> shards, Map<String, String> tags) throws InterruptedException {
        var request = CreateStreamRequest.builder().streamName(stream);
        shards.ifPresentOrElse(request::shardCount, () -> request.streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND)));
        if (!tags.isEmpty()) request.tags(tags);
        kinesis.createStream(request.build()).join();
        awaitActive(stream);
    }

    /** Changes how long records are kept. */
    public void retain(String stream, int hours) throws InterruptedException {
        int now = summary(stream).retentionPeriodHours();
        if (hours > now) kinesis.increaseStreamRetentionPeriod(request -> request.streamName(stream).retentionPeriodHours(hours)).join();
        if (hours < now) kinesis.decreaseStreamRetentionPeriod(request -> request.streamName(stream).retentionPeriodHours(hours)).join();
        awaitActive(stream);
    }

    public void split(String stream, String shard, BigInteger newStartingHashKey) throws InterruptedException {
        kinesis.splitShard(request -> request.streamName(stream).shardToSplit(shard).newStartingHashKey(newStartingHashKey.toString())).join();
        awaitActive(stream);
    }

    public void merge(String stream, String shard, String adjacent) throws InterruptedException {
        kinesis.mergeShards(request -> request.streamName(stream).shardToMerge(shard).adjacentShardToMerge(adjacent)).join();
        awaitActive(stream);
    }

    /** Splits and merges until there are so many open shards of one size. */
    public void scale(String stream, int shards) throws InterruptedException {
        kinesis.updateShardCount(request -> request.streamName(stream).targetShardCount(shards).scalingType(ScalingType.UNIFORM_SCALING)).join();
        awaitActive(stream);
    }

    /** Deletes a stream, its records and its consumers. */
    public void delete(String stream) throws InterruptedException {
        kinesis.deleteStream(request -> request.streamName(stream).enforceConsumerDeletion(true)).join();
        long wait = FIRST_LOOK_MILLIS;
        while (exists(stream)) {
            pause.millis(wait);
            wait = Math.min(2 * wait, SLOWEST_LOOK_MILLIS);
        }
    }

    private boolean exists(String stream) {
        try {
            summary(stream);
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof ResourceNotFoundException) return false;
            throw e;
        }
    }

    private void awaitActive(String stream) throws InterruptedException {
        long wait = FIRST_LOOK_MILLIS;
        while (summary(stream).streamStatus() != StreamStatus.ACTIVE) {
            pause.millis(wait);
            wait = Math.min(2 * wait, SLOWEST_LOOK_MILLIS);
        }
    }

    private StreamDescriptionSummary summary(String stream) {
        return kinesis.describeStreamSummary(request -> request.streamName(stream)).join().streamDescriptionSummary();
    }
}

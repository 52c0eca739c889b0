package io.anabranch.samples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.kinesis.retrieval.RetrievalSpecificConfig;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * The Kinesis Client Library as it is published, through a split, a merge and a restart of the worker: every record once, in the order of its key, children
 * after their parents, and the second worker goes on behind the checkpoints of the first.
 */
class KclTest {
    private static final String STREAM = "orders";
    private static final String APPLICATION = "kcl";
    private static final int PART = 300;

    private enum Retrieval {
        POLLING(kinesis -> new PollingConfig(STREAM, kinesis).idleTimeBetweenReadsInMillis(200), Optional.empty()),
        FAN_OUT(kinesis -> new FanOutConfig(kinesis).streamName(STREAM).applicationName(APPLICATION), Optional.of(APPLICATION));

        private final Function<KinesisAsyncClient, RetrievalSpecificConfig> config;
        /** The library registers it by itself. */
        private final Optional<String> consumer;

        Retrieval(Function<KinesisAsyncClient, RetrievalSpecificConfig> config, Optional<String> consumer) {
            this.config = config;
            this.consumer = consumer;
        }
    }

    @TempDir
    Path folder;

    private final Processed processed = new Processed();

    @ParameterizedTest
    @EnumSource(Retrieval.class)
    @Timeout(value = 12, unit = TimeUnit.MINUTES)
    void everyRecordIsProcessedOnceThroughASplitAMergeAndARestart(Retrieval retrieval) throws Exception {
        AmazonDynamoDBLocal dynamo = DynamoDBEmbedded.create();
        try (LocalKinesis kinesis = new LocalKinesis(folder)) {
            kinesis.create(STREAM, 2);
            kinesis.put(STREAM, 0, PART);
            RetrievalSpecificConfig config = retrieval.config.apply(kinesis.client());
            try (KclWorker first = new KclWorker("first", STREAM, kinesis, dynamo, config, processed)) {
                processed.await(PART);
                resharded(kinesis);
                processed.await(3 * PART);
                first.stopGracefully();
            }
            kinesis.put(STREAM, 3 * PART, 4 * PART);
            try (KclWorker second = new KclWorker("second", STREAM, kinesis, dynamo, config, processed)) {
                processed.await(4 * PART);
                second.stopGracefully();
            }
            processed.assertEachOnceInOrder(4 * PART);
            processed.assertChildrenAfterParents(kinesis.shards(STREAM));
            assertThat(processed.startsOf("shardId-000000000004")).as("both workers had the merged shard").isEqualTo(2);
            assertThat(processed.startsOf("shardId-000000000000")).as("an ended shard stays ended").isEqualTo(1);
            assertConsumer(kinesis, retrieval);
        } finally {
            dynamo.shutdownNow();
        }
    }

    private static void resharded(LocalKinesis kinesis) {
        kinesis.client().splitShard(split -> split.streamName(STREAM).shardToSplit("shardId-000000000000")
                .newStartingHashKey(BigInteger.TWO.pow(126).toString())).join();
        kinesis.awaitActive(STREAM);
        kinesis.put(STREAM, PART, 2 * PART);
        kinesis.client().mergeShards(merge -> merge.streamName(STREAM).shardToMerge("shardId-000000000003").adjacentShardToMerge("shardId-000000000001")).join();
        kinesis.awaitActive(STREAM);
        kinesis.put(STREAM, 2 * PART, 3 * PART);
    }

    private static void assertConsumer(LocalKinesis kinesis, Retrieval retrieval) {
        List<Consumer> consumers = kinesis.consumers(STREAM);
        assertThat(consumers).extracting(Consumer::consumerName).containsExactlyElementsOf(retrieval.consumer.stream().toList());
        assertThat(consumers).extracting(Consumer::consumerStatus).allMatch(ConsumerStatus.ACTIVE::equals);
    }
}

package io.anabranch.samples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.RetrievalSpecificConfig;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/** The Kinesis Client Library as it is published, through a split and a merge: every record once, in the order of its key. */
class KclTest {
    private static final String STREAM = "orders";
    private static final int PART = 300;

    private enum Retrieval {
        POLLING(kinesis -> new PollingConfig(STREAM, kinesis).idleTimeBetweenReadsInMillis(200)),
        FAN_OUT(kinesis -> new FanOutConfig(kinesis).streamName(STREAM).applicationName("kcl"));

        private final Function<KinesisAsyncClient, RetrievalSpecificConfig> config;

        Retrieval(Function<KinesisAsyncClient, RetrievalSpecificConfig> config) {
            this.config = config;
        }
    }

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<KinesisClientRecord> processed = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @EnumSource(Retrieval.class)
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void everyRecordIsProcessedOnceThroughASplitAndAMerge(Retrieval retrieval) throws Exception {
        AmazonDynamoDBLocal dynamo = DynamoDBEmbedded.create();
        try (LocalKinesis kinesis = new LocalKinesis(folder)) {
            kinesis.create(STREAM, 2);
            kinesis.put(STREAM, 0, PART);
            Scheduler scheduler = scheduler(kinesis, dynamo, retrieval);
            Thread worker = new Thread(scheduler, "kcl");
            worker.start();
            awaitProcessed(PART);
            kinesis.client().splitShard(split -> split.streamName(STREAM).shardToSplit("shardId-000000000000")
                    .newStartingHashKey(BigInteger.TWO.pow(126).toString())).join();
            kinesis.awaitActive(STREAM);
            kinesis.put(STREAM, PART, 2 * PART);
            kinesis.client().mergeShards(merge -> merge.streamName(STREAM).shardToMerge("shardId-000000000003").adjacentShardToMerge("shardId-000000000001")).join();
            kinesis.awaitActive(STREAM);
            kinesis.put(STREAM, 2 * PART, 3 * PART);
            awaitProcessed(3 * PART);
            scheduler.startGracefulShutdown().get(60, TimeUnit.SECONDS);
            worker.join();
        } finally {
            dynamo.shutdownNow();
        }
        assertEachOnceInOrder();
    }

    private void awaitProcessed(int count) {
        Awaitility.await(count + " records").atMost(Duration.ofMinutes(4)).until(() -> processed.size() >= count);
    }

    private void assertEachOnceInOrder() {
        assertThat(processed).extracting(KclTest::number).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 3 * PART).boxed().toList());
        Map<String, List<Integer>> byKey = new ConcurrentHashMap<>();
        processed.forEach(record -> byKey.computeIfAbsent(record.partitionKey(), key -> new java.util.ArrayList<>()).add(number(record)));
        assertThat(byKey.values()).allSatisfy(numbers -> assertThat(numbers).isSorted());
    }

    private static int number(KinesisClientRecord record) {
        return Integer.parseInt(StandardCharsets.UTF_8.decode(record.data().duplicate()).toString());
    }

    private Scheduler scheduler(LocalKinesis kinesis, AmazonDynamoDBLocal dynamo, Retrieval retrieval) {
        CloudWatchAsyncClient cloudWatch =
                CloudWatchAsyncClient.builder().region(Region.US_EAST_1).endpointOverride(kinesis.endpoint()).credentialsProvider(LocalKinesis.CREDENTIALS).build();
        var tracker = new SingleStreamTracker(STREAM, InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON));
        ConfigsBuilder configs = new ConfigsBuilder(tracker, "kcl", kinesis.client(), dynamo.dynamoDbAsyncClient(), cloudWatch, "worker", Processor::new);
        return new Scheduler(
                configs.checkpointConfig(),
                configs.coordinatorConfig().parentShardPollIntervalMillis(500).shardConsumerDispatchPollIntervalMillis(200),
                configs.leaseManagementConfig().shardSyncIntervalMillis(1_000).leaseAssignmentIntervalMillis(2_000L),
                configs.lifecycleConfig(),
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig(),
                configs.retrievalConfig().retrievalSpecificConfig(retrieval.config.apply(kinesis.client())));
    }

    private final class Processor implements ShardRecordProcessor {
        @Override
        public void initialize(InitializationInput input) {
            // Nothing to prepare.
        }

        @Override
        public void processRecords(ProcessRecordsInput input) {
            processed.addAll(input.records());
        }

        @Override
        public void leaseLost(LeaseLostInput input) {
            // Nothing to give back.
        }

        @Override
        public void shardEnded(ShardEndedInput input) {
            try {
                input.checkpointer().checkpoint();
            } catch (InvalidStateException | ShutdownException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void shutdownRequested(ShutdownRequestedInput input) {
            try {
                input.checkpointer().checkpoint();
            } catch (InvalidStateException | ShutdownException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

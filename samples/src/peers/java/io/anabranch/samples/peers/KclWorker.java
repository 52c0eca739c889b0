package io.anabranch.samples.peers;

import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
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
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.RetrievalSpecificConfig;

/** A running worker of the Kinesis Client Library, which checkpoints after each batch. */
final class KclWorker implements AutoCloseable {
    /** Longer than any pause of a busy machine: a lease that is lost in between would have records processed twice, as it should. */
    private static final long FAILOVER_MILLIS = 30_000;

    private final CloudWatchAsyncClient cloudWatch;
    private final Scheduler scheduler;
    private final Thread thread;

    KclWorker(String name, String stream, LocalKinesis kinesis, AmazonDynamoDBLocal dynamo, RetrievalSpecificConfig retrieval, Processed processed) {
        this.cloudWatch = CloudWatchAsyncClient.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(kinesis.endpoint())
                .credentialsProvider(LocalKinesis.CREDENTIALS)
                .build();
        var tracker = new SingleStreamTracker(stream, InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON));
        ConfigsBuilder configs =
                new ConfigsBuilder(tracker, "kcl", kinesis.client(), dynamo.dynamoDbAsyncClient(), cloudWatch, name, () -> new Processor(processed));
        this.scheduler = new Scheduler(
                configs.checkpointConfig(),
                configs.coordinatorConfig().parentShardPollIntervalMillis(500).shardConsumerDispatchPollIntervalMillis(200),
                configs.leaseManagementConfig().failoverTimeMillis(FAILOVER_MILLIS).shardSyncIntervalMillis(1_000).leaseAssignmentIntervalMillis(2_000L),
                configs.lifecycleConfig(),
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig(),
                configs.retrievalConfig().retrievalSpecificConfig(retrieval));
        this.thread = new Thread(scheduler, "kcl-" + name);
        thread.start();
    }

    /** Returns when its processors have checkpointed and its leases are given up. */
    void stopGracefully() throws Exception {
        scheduler.startGracefulShutdown().get(2, TimeUnit.MINUTES);
        thread.join();
    }

    @Override
    public void close() {
        scheduler.shutdown();
        cloudWatch.close();
    }

    private static final class Processor implements ShardRecordProcessor {
        private final Processed processed;
        private String shard = "";

        Processor(Processed processed) {
            this.processed = processed;
        }

        @Override
        public void initialize(InitializationInput input) {
            shard = input.shardId();
            processed.started(shard);
        }

        @Override
        public void processRecords(ProcessRecordsInput input) {
            processed.records(shard, input.records());
            if (!input.records().isEmpty()) checkpoint(input.checkpointer());
        }

        @Override
        public void leaseLost(LeaseLostInput input) {
            // Nothing to give back.
        }

        @Override
        public void shardEnded(ShardEndedInput input) {
            processed.ended(shard);
            checkpoint(input.checkpointer());
        }

        @Override
        public void shutdownRequested(ShutdownRequestedInput input) {
            checkpoint(input.checkpointer());
        }

        private static void checkpoint(RecordProcessorCheckpointer checkpointer) {
            try {
                checkpointer.checkpoint();
            } catch (InvalidStateException | ShutdownException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

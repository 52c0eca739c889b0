package io.anabranch.samples.peers;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** A simulator on a port, and a client of the SDK for what the tests do besides. */
final class LocalKinesis implements AutoCloseable {
    static final StaticCredentialsProvider CREDENTIALS = StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));

    private final Simulator simulator;
    private final SimulatorServer server;
    private final KinesisAsyncClient client;

    LocalKinesis(Path data) throws IOException {
        this.simulator = Simulator.open(SimulatorSettings.at(data));
        this.server = simulator.serve(ServerSettings.loopback());
        this.client = KinesisAsyncClient.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(endpoint())
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP2))
                .build();
    }

    URI endpoint() {
        return server.endpoint();
    }

    int port() {
        return server.port();
    }

    KinesisAsyncClient client() {
        return client;
    }

    void create(String stream, int shards) {
        client.createStream(request -> request.streamName(stream).shardCount(shards)).join();
        awaitActive(stream);
    }

    void awaitActive(String stream) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> client.describeStreamSummary(request -> request.streamName(stream)).join()
                .streamDescriptionSummary().streamStatus() == StreamStatus.ACTIVE);
    }

    /** Puts records under ten keys; the payload of each is its number. */
    void put(String stream, int from, int to) {
        List<PutRecordsRequestEntry> entries = new ArrayList<>();
        for (int i = from; i < to; i++) {
            entries.add(PutRecordsRequestEntry.builder().partitionKey("key-" + i % 10).data(SdkBytes.fromUtf8String(Integer.toString(i))).build());
        }
        PutRecordsResponse answer = client.putRecords(request -> request.streamName(stream).records(entries)).join();
        if (answer.failedRecordCount() != 0) throw new AssertionError(answer);
    }

    List<Shard> shards(String stream) {
        return client.listShards(request -> request.streamName(stream)).join().shards();
    }

    List<Consumer> consumers(String stream) {
        String arn = client.describeStreamSummary(request -> request.streamName(stream)).join().streamDescriptionSummary().streamARN();
        return client.listStreamConsumers(request -> request.streamARN(arn)).join().consumers();
    }

    /** All records of all shards, shard by shard. */
    List<Record> drain(String stream) {
        List<Record> all = new ArrayList<>();
        shards(stream).forEach(shard -> drain(stream, shard.shardId(), all));
        return all;
    }

    private void drain(String stream, String shard, List<Record> all) {
        String iterator = client.getShardIterator(request -> request.streamName(stream).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .join().shardIterator();
        while (iterator != null) {
            String from = iterator;
            var answer = client.getRecords(request -> request.shardIterator(from)).join();
            all.addAll(answer.records());
            if (answer.records().isEmpty() && answer.millisBehindLatest() == 0) return;
            iterator = answer.nextShardIterator();
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
        simulator.close();
    }
}

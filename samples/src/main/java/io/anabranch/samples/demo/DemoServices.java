package io.anabranch.samples.demo;

import io.anabranch.samples.process.ChildFailedException;
import io.anabranch.samples.process.ChildProcess;
import io.anabranch.samples.process.Children;
import io.anabranch.samples.worker.KinesisClients;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** The two processes a fleet needs, the stream service and ZooKeeper, and a client for what the demonstration does to the stream. */
final class DemoServices implements AutoCloseable {
    static final String STREAM = "flights";
    static final String REGION = "us-east-1";
    private static final Duration START = Duration.ofSeconds(30);

    private final ChildProcess serve;
    private final ChildProcess zookeeper;
    private final URI endpoint;
    private final String connectString;
    private final KinesisAsyncClient kinesis;

    private DemoServices(ChildProcess serve, ChildProcess zookeeper) throws ChildFailedException, InterruptedException {
        this.serve = serve;
        this.zookeeper = zookeeper;
        this.endpoint = URI.create(serve.awaitReady(START));
        this.connectString = zookeeper.awaitReady(START);
        this.kinesis = KinesisClients.of(Optional.of(endpoint), REGION);
    }

    static DemoServices start(Children children, Path data) throws IOException, ChildFailedException, InterruptedException {
        ChildProcess serve = children.start("serve", List.of("serve", "--port", "0", "--data", data.toString(), "--region", REGION), line -> {});
        ChildProcess zookeeper =
                children.start("zookeeper", List.of("zookeeper", "--port", "0", "--data", data.resolve("zookeeper").toString()), line -> {});
        return new DemoServices(serve, zookeeper);
    }

    KinesisAsyncClient kinesis() {
        return kinesis;
    }

    URI endpoint() {
        return endpoint;
    }

    String connectString() {
        return connectString;
    }

    void requireAlive() throws ChildFailedException {
        if (!serve.alive()) throw serve.failed("died");
        if (!zookeeper.alive()) throw zookeeper.failed("died");
    }

    void createStream(int shards) {
        kinesis.createStream(request -> request.streamName(STREAM).shardCount(shards)).join();
    }

    boolean active() {
        return kinesis.describeStreamSummary(request -> request.streamName(STREAM)).join().streamDescriptionSummary().streamStatus() == StreamStatus.ACTIVE;
    }

    void split(String shard, BigInteger at) {
        kinesis.splitShard(request -> request.streamName(STREAM).shardToSplit(shard).newStartingHashKey(at.toString())).join();
    }

    /** Open and closed, oldest first. */
    List<Shard> shards() {
        return kinesis.listShards(request -> request.streamName(STREAM)).join().shards();
    }

    Shard shard(String id) {
        return shards().stream().filter(shard -> shard.shardId().equals(id)).findFirst().orElseThrow();
    }

    List<String> openShards() {
        return shards().stream().filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null).map(Shard::shardId).toList();
    }

    List<String> childrenOf(String parent) {
        return parents().entrySet().stream().filter(entry -> entry.getValue().contains(parent)).map(Map.Entry::getKey).sorted().toList();
    }

    Map<String, List<String>> parents() {
        return shards().stream().collect(Collectors.toMap(Shard::shardId,
                shard -> Stream.of(shard.parentShardId(), shard.adjacentParentShardId()).flatMap(Stream::ofNullable).toList()));
    }

    @Override
    public void close() {
        kinesis.close();
    }
}

package io.anabranch.samples.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.*;

/** SubscribeToShard by the AWS SDK for Java, unmodified: over every transport it subscribes by, with a split in the middle. */
@Timeout(120)
class SdkSubscriptionTest {
    private static final String SHARD = "shardId-000000000000";

    @TempDir
    static Path data;

    private static Simulator simulator;
    private static SimulatorServer server;

    @BeforeAll
    static void start() throws IOException {
        simulator = Simulator.open(SimulatorSettings.at(data));
        server = simulator.serve(ServerSettings.loopback());
    }

    @AfterAll
    static void stop() {
        server.close();
        simulator.close();
    }

    static Stream<Arguments> clients() {
        return Stream.of(SdkClient.Transport.NETTY_H2C, SdkClient.Transport.NETTY_H2_TLS_ALPN, SdkClient.Transport.NETTY_H2_TLS_WITHOUT_ALPN,
                        SdkClient.Transport.CRT_H2C, SdkClient.Transport.CRT_H2_TLS_ALPN)
                .flatMap(transport -> Stream.of(Arguments.of(transport, true), Arguments.of(transport, false)));
    }

    /** What one subscription told, in its order. */
    private record Told(BlockingQueue<SubscribeToShardEvent> events, CompletableFuture<Void> end) {
        SubscribeToShardEvent next() throws InterruptedException {
            SubscribeToShardEvent event = events.poll(20, TimeUnit.SECONDS);
            assertThat(event).describedAs("an event within 20 s").isNotNull();
            return event;
        }

        SubscribeToShardEvent nextWithRecords() throws InterruptedException {
            SubscribeToShardEvent event = next();
            while (event.records().isEmpty()) event = next();
            return event;
        }
    }

    private static Told subscribe(SdkClient client, String consumer, StartingPosition position) {
        BlockingQueue<SubscribeToShardEvent> events = new LinkedBlockingQueue<>();
        SubscribeToShardResponseHandler handler = SubscribeToShardResponseHandler.builder()
                .subscriber(SubscribeToShardResponseHandler.Visitor.builder().onSubscribeToShardEvent(events::add).build())
                .build();
        var request = SubscribeToShardRequest.builder().consumerARN(consumer).shardId(SHARD).startingPosition(position).build();
        return new Told(events, client.asynchronous().subscribeToShard(request, handler));
    }

    private static StartingPosition from(ShardIteratorType type) {
        return StartingPosition.builder().type(type).build();
    }

    private static String put(SdkClient client, String stream, String text) {
        var put = PutRecordRequest.builder().streamName(stream).partitionKey("k").data(SdkBytes.fromUtf8String(text)).build();
        return client.call(put, PutRecordResponse.class).sequenceNumber();
    }

    @ParameterizedTest(name = "{0}, CBOR {1}")
    @MethodSource("clients")
    void aShardIsFollowedToItsEnd(SdkClient.Transport transport, boolean cbor) throws InterruptedException {
        try (SdkClient client = new SdkClient(transport, cbor, server.port())) {
            String stream = transport + (cbor ? "-cbor" : "-json");
            client.call(CreateStreamRequest.builder().streamName(stream).shardCount(1).build(), CreateStreamResponse.class);
            String consumer = registered(client, stream);
            String first = put(client, stream, "first");
            Told told = subscribe(client, consumer, from(ShardIteratorType.TRIM_HORIZON));
            SubscribeToShardEvent event = told.nextWithRecords();
            assertThat(event.records().get(0).data().asUtf8String()).isEqualTo("first");
            assertThat(event.records().get(0).partitionKey()).isEqualTo("k");
            assertThat(event.continuationSequenceNumber()).isEqualTo(first);
            assertThat(event.millisBehindLatest()).isZero();
            refusedASecondTime(client, consumer);
            put(client, stream, "second");
            assertThat(told.nextWithRecords().records().get(0).data().asUtf8String()).isEqualTo("second");
            client.call(
                    SplitShardRequest.builder().streamName(stream).shardToSplit(SHARD).newStartingHashKey("1000").build(), SplitShardResponse.class);
            SubscribeToShardEvent last = told.next();
            while (last.childShards().isEmpty()) last = told.next();
            assertThat(last.continuationSequenceNumber()).isNull();
            assertThat(last.childShards()).extracting(ChildShard::shardId).containsExactly("shardId-000000000001", "shardId-000000000002");
            told.end().join();
        }
    }

    private static String registered(SdkClient client, String stream) {
        String arn = client.call(DescribeStreamSummaryRequest.builder().streamName(stream).build(), DescribeStreamSummaryResponse.class)
                .streamDescriptionSummary()
                .streamARN();
        Consumer consumer = client.call(
                        RegisterStreamConsumerRequest.builder().streamARN(arn).consumerName("c").build(), RegisterStreamConsumerResponse.class)
                .consumer();
        ConsumerDescription described = client.call(
                        DescribeStreamConsumerRequest.builder().consumerARN(consumer.consumerARN()).build(), DescribeStreamConsumerResponse.class)
                .consumerDescription();
        assertThat(described.consumerStatus()).isEqualTo(ConsumerStatus.ACTIVE);
        assertThat(described.consumerCreationTimestamp()).isEqualTo(consumer.consumerCreationTimestamp());
        List<Consumer> listed = client.call(ListStreamConsumersRequest.builder().streamARN(arn).build(), ListStreamConsumersResponse.class).consumers();
        assertThat(listed).containsExactly(consumer);
        return consumer.consumerARN();
    }

    private static void refusedASecondTime(SdkClient client, String consumer) {
        Told refused = subscribe(client, consumer, from(ShardIteratorType.LATEST));
        assertThatThrownBy(() -> refused.end().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ResourceInUseException.class)
                .hasMessageContaining("Another active subscription exists for this consumer");
    }

    @ParameterizedTest(name = "{0}, CBOR {1}")
    @MethodSource("clients")
    void whatEndsASubscriptionIsToldAsItsException(SdkClient.Transport transport, boolean cbor) throws InterruptedException {
        try (SdkClient client = new SdkClient(transport, cbor, server.port())) {
            String stream = "ended-" + transport + (cbor ? "-cbor" : "-json");
            client.call(CreateStreamRequest.builder().streamName(stream).shardCount(1).build(), CreateStreamResponse.class);
            String consumer = registered(client, stream);
            Told first = subscribe(client, consumer, from(ShardIteratorType.LATEST));
            String continuation = first.next().continuationSequenceNumber();
            simulator.streams().clock().advance(Duration.ofSeconds(5));
            StartingPosition after = StartingPosition.builder().type(ShardIteratorType.AFTER_SEQUENCE_NUMBER).sequenceNumber(continuation).build();
            Told second = subscribe(client, consumer, after);
            second.next();
            assertThatThrownBy(() -> first.end().join()).hasCauseInstanceOf(ResourceInUseException.class);
            client.call(DeregisterStreamConsumerRequest.builder().consumerARN(consumer).build(), DeregisterStreamConsumerResponse.class);
            assertThatThrownBy(() -> second.end().join()).hasCauseInstanceOf(ResourceNotFoundException.class);
        }
    }
}

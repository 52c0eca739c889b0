package io.anabranch.samples.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.*;
import software.amazon.awssdk.services.kinesis.model.Record;

/** The AWS SDK for Java, unmodified, over every transport it has and in both formats it speaks: every operation there is. */
class SdkClientTest {
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
        return Arrays.stream(SdkClient.Transport.values())
                .flatMap(transport -> Stream.of(Arguments.of(transport, true), Arguments.of(transport, false)));
    }

    @ParameterizedTest(name = "{0}, CBOR {1}")
    @MethodSource("clients")
    void everyOperationIsUnderstoodBothWays(SdkClient.Transport transport, boolean cbor) {
        try (SdkClient client = new SdkClient(transport, cbor, server.port())) {
            String stream = transport + (cbor ? "-cbor" : "-json");
            Instant before = now().minusSeconds(5);
            client.call(CreateStreamRequest.builder().streamName(stream).shardCount(2).build(), CreateStreamResponse.class);
            String arn = described(client, stream, before);
            listed(client, stream);
            List<String> numbers = put(client, stream, arn);
            read(client, stream, numbers);
            resharded(client, stream);
            assertThat(client.call(DescribeLimitsRequest.builder().build(), DescribeLimitsResponse.class).openShardCount()).isPositive();
            refused(client);
            client.call(DeleteStreamRequest.builder().streamName(stream).build(), DeleteStreamResponse.class);
            assertThatThrownBy(() -> client.call(DescribeStreamRequest.builder().streamName(stream).build(), DescribeStreamResponse.class))
                    .isInstanceOf(ResourceNotFoundException.class)
                    .hasMessageContaining("Stream " + stream + " under account 000000000000 not found.");
            assertThat(client.contentTypes()).allMatch(type -> type.equals(cbor ? "application/x-amz-cbor-1.1" : "application/x-amz-json-1.1"));
        }
    }

    /** The service's time. */
    private static Instant now() {
        return Instant.ofEpochMilli(simulator.streams().nowMillis());
    }

    private static String described(SdkClient client, String stream, Instant before) {
        StreamDescription description = client.call(DescribeStreamRequest.builder().streamName(stream).build(), DescribeStreamResponse.class)
                .streamDescription();
        assertThat(description.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
        assertThat(description.streamCreationTimestamp()).isBetween(before, now().plusSeconds(5));
        assertThat(description.shards()).hasSize(2);
        assertThat(description.streamModeDetails().streamMode()).isEqualTo(StreamMode.PROVISIONED);
        StreamDescriptionSummary summary = client.call(
                        DescribeStreamSummaryRequest.builder().streamARN(description.streamARN()).build(), DescribeStreamSummaryResponse.class)
                .streamDescriptionSummary();
        assertThat(summary.openShardCount()).isEqualTo(2);
        assertThat(summary.streamCreationTimestamp()).isEqualTo(description.streamCreationTimestamp());
        return description.streamARN();
    }

    private static void listed(SdkClient client, String stream) {
        ListStreamsResponse streams = client.call(ListStreamsRequest.builder().build(), ListStreamsResponse.class);
        assertThat(streams.streamNames()).contains(stream);
        assertThat(streams.streamSummaries()).extracting(StreamSummary::streamName).contains(stream);
        ListShardsResponse first = client.call(ListShardsRequest.builder().streamName(stream).maxResults(1).build(), ListShardsResponse.class);
        ListShardsResponse second = client.call(ListShardsRequest.builder().nextToken(first.nextToken()).build(), ListShardsResponse.class);
        assertThat(Stream.of(first, second).flatMap(page -> page.shards().stream()).map(Shard::shardId))
                .containsExactly("shardId-000000000000", "shardId-000000000001");
        assertThat(second.nextToken()).isNull();
        ShardFilter filter = ShardFilter.builder().type(ShardFilterType.AT_TIMESTAMP).timestamp(now()).build();
        assertThat(client.call(ListShardsRequest.builder().streamName(stream).shardFilter(filter).build(), ListShardsResponse.class).shards()).hasSize(2);
    }

    /** Puts three records one by one and 500 at once, all into the first shard; returns their sequence numbers. */
    private static List<String> put(SdkClient client, String stream, String arn) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            PutRecordResponse put = client.call(
                    PutRecordRequest.builder().streamARN(arn).partitionKey("k" + i).explicitHashKey("0").data(SdkBytes.fromUtf8String("single " + i)).build(),
                    PutRecordResponse.class);
            assertThat(put.shardId()).isEqualTo("shardId-000000000000");
            numbers.add(put.sequenceNumber());
        }
        List<PutRecordsRequestEntry> entries = IntStream.range(0, 500)
                .mapToObj(i -> PutRecordsRequestEntry.builder().partitionKey("\u00e9" + i).explicitHashKey("1").data(SdkBytes.fromByteArray(bytes(i))).build())
                .toList();
        PutRecordsResponse many = client.call(PutRecordsRequest.builder().streamName(stream).records(entries).build(), PutRecordsResponse.class);
        assertThat(many.failedRecordCount()).isZero();
        many.records().forEach(entry -> numbers.add(entry.sequenceNumber()));
        assertThat(numbers).hasSize(503).isSorted().doesNotHaveDuplicates();
        return numbers;
    }

    private static byte[] bytes(int i) {
        byte[] bytes = new byte[i];
        Arrays.fill(bytes, (byte) i);
        return bytes;
    }

    private static void read(SdkClient client, String stream, List<String> numbers) {
        List<Record> all = records(client, stream, request -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON));
        assertThat(all).extracting(Record::sequenceNumber).isEqualTo(numbers);
        assertThat(all.get(1).data().asUtf8String()).isEqualTo("single 1");
        for (int i = 0; i < 500; i++) {
            assertThat(all.get(i + 3).data().asByteArrayUnsafe()).isEqualTo(bytes(i));
            assertThat(all.get(i + 3).partitionKey()).isEqualTo("\u00e9" + i);
        }
        Instant arrival = all.get(3).approximateArrivalTimestamp();
        assertThat(arrival).isBetween(now().minusSeconds(60), now().plusSeconds(60));
        Map<ShardIteratorType, Integer> expected = Map.of(
                ShardIteratorType.AT_SEQUENCE_NUMBER, 502, ShardIteratorType.AFTER_SEQUENCE_NUMBER, 501, ShardIteratorType.LATEST, 0);
        expected.forEach((type, count) -> assertThat(records(client, stream, request -> {
                    request.shardIteratorType(type);
                    if (type != ShardIteratorType.LATEST) {
                        request.startingSequenceNumber(numbers.get(1));
                    }
                }))
                .hasSize(count));
        assertThat(records(client, stream, request -> request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(arrival))).hasSizeBetween(500, 503);
    }

    private static List<Record> records(SdkClient client, String stream, Consumer<GetShardIteratorRequest.Builder> from) {
        GetShardIteratorRequest.Builder request = GetShardIteratorRequest.builder().streamName(stream).shardId("shardId-000000000000");
        from.accept(request);
        String iterator = client.call(request.build(), GetShardIteratorResponse.class).shardIterator();
        List<Record> all = new ArrayList<>();
        while (true) {
            GetRecordsResponse page = client.call(GetRecordsRequest.builder().shardIterator(iterator).limit(200).build(), GetRecordsResponse.class);
            all.addAll(page.records());
            if (page.records().isEmpty()) {
                assertThat(page.millisBehindLatest()).isZero();
                return all;
            }
            iterator = page.nextShardIterator();
        }
    }

    private static void resharded(SdkClient client, String stream) {
        BigInteger quarter = BigInteger.ONE.shiftLeft(126);
        client.call(
                SplitShardRequest.builder().streamName(stream).shardToSplit("shardId-000000000000").newStartingHashKey(quarter.toString()).build(),
                SplitShardResponse.class);
        String iterator = client.call(
                        GetShardIteratorRequest.builder()
                                .streamName(stream)
                                .shardId("shardId-000000000000")
                                .shardIteratorType(ShardIteratorType.LATEST)
                                .build(),
                        GetShardIteratorResponse.class)
                .shardIterator();
        GetRecordsResponse end = client.call(GetRecordsRequest.builder().shardIterator(iterator).build(), GetRecordsResponse.class);
        assertThat(end.nextShardIterator()).isNull();
        assertThat(end.childShards()).extracting(ChildShard::shardId).containsExactly("shardId-000000000002", "shardId-000000000003");
        assertThat(end.childShards().get(0).parentShards()).containsExactly("shardId-000000000000");
        client.call(
                MergeShardsRequest.builder().streamName(stream).shardToMerge("shardId-000000000002").adjacentShardToMerge("shardId-000000000003").build(),
                MergeShardsResponse.class);
        List<Shard> shards = client.call(ListShardsRequest.builder().streamName(stream).build(), ListShardsResponse.class).shards();
        assertThat(shards).hasSize(5);
        assertThat(shards.get(4).adjacentParentShardId()).isEqualTo("shardId-000000000003");
        assertThat(shards.get(4).sequenceNumberRange().endingSequenceNumber()).isNull();
        assertThat(shards.get(0).sequenceNumberRange().endingSequenceNumber()).isNotNull();
    }

    private static void refused(SdkClient client) {
        DescribeStreamRequest missing = DescribeStreamRequest.builder().streamName("missing").build();
        assertThatThrownBy(() -> client.call(missing, DescribeStreamResponse.class))
                .isInstanceOfSatisfying(KinesisException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ResourceNotFoundException");
                    assertThat(e.statusCode()).isEqualTo(400);
                    assertThat(e.requestId()).matches("[0-9a-f-]{36}");
                });
        assertThatThrownBy(() -> client.call(GetRecordsRequest.builder().shardIterator("AAAA").build(), GetRecordsResponse.class))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("Invalid ShardIterator.");
        assertThatThrownBy(() -> client.call(CreateStreamRequest.builder().streamName("not a name").build(), CreateStreamResponse.class))
                .isInstanceOfSatisfying(KinesisException.class, e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException"))
                .hasMessageContaining("Value 'not a name' at 'streamName' failed to satisfy constraint");
    }
}

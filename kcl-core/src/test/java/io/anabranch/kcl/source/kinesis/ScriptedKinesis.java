package io.anabranch.kcl.source.kinesis;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;

/** A client that answers at once what it was told to, and remembers what it was asked. */
final class ScriptedKinesis implements KinesisAsyncClient {
    static final Instant SERVICE_NOW = Instant.parse("2015-10-21T07:28:00Z");

    final List<GetShardIteratorRequest> iteratorRequests = new ArrayList<>();
    final List<GetRecordsRequest> recordRequests = new ArrayList<>();
    final List<ListShardsRequest> listRequests = new ArrayList<>();
    final Deque<CompletableFuture<GetRecordsResponse>> answers = new ArrayDeque<>();
    final Deque<CompletableFuture<ListShardsResponse>> lists = new ArrayDeque<>();
    private int iterators;

    ScriptedKinesis answers(GetRecordsResponse response) {
        answers.add(CompletableFuture.completedFuture(response));
        return this;
    }

    ScriptedKinesis fails(Throwable failure) {
        answers.add(CompletableFuture.failedFuture(failure));
        return this;
    }

    /** Records with these sequence numbers and one byte of payload. */
    static GetRecordsResponse records(long millisBehind, int... numbers) {
        return GetRecordsResponse.builder()
                .nextShardIterator("next")
                .millisBehindLatest(millisBehind)
                .records(IntStream.of(numbers).mapToObj(ScriptedKinesis::record).toList())
                .build();
    }

    private static Record record(int number) {
        return Record.builder()
                .sequenceNumber(String.valueOf(number))
                .partitionKey("k" + number)
                .approximateArrivalTimestamp(Instant.ofEpochMilli(number))
                .data(SdkBytes.fromByteArray(new byte[] {(byte) number}))
                .build();
    }

    @Override
    public CompletableFuture<GetShardIteratorResponse> getShardIterator(GetShardIteratorRequest request) {
        iteratorRequests.add(request);
        var response = GetShardIteratorResponse.builder().shardIterator("first-" + iterators++);
        response.sdkHttpResponse(SdkHttpResponse.builder().statusCode(200).putHeader("Date", "Wed, 21 Oct 2015 07:28:00 GMT").build());
        return CompletableFuture.completedFuture(response.build());
    }

    @Override
    public CompletableFuture<GetRecordsResponse> getRecords(GetRecordsRequest request) {
        recordRequests.add(request);
        return answers.remove();
    }

    @Override
    public CompletableFuture<ListShardsResponse> listShards(ListShardsRequest request) {
        listRequests.add(request);
        return lists.remove();
    }

    @Override
    public String serviceName() {
        return "kinesis";
    }

    @Override
    public void close() {}
}

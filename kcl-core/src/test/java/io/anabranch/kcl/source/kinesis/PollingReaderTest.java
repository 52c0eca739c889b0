package io.anabranch.kcl.source.kinesis;

import static io.anabranch.kcl.source.kinesis.ScriptedKinesis.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.source.ShardReader;
import io.anabranch.kcl.source.ShardReader.Fetch;
import io.anabranch.kcl.source.SourceException;
import io.anabranch.kcl.source.SourceException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

final class PollingReaderTest {
    private final ScriptedKinesis kinesis = new ScriptedKinesis();
    private final StepLoop loop = new StepLoop();
    private long nowNanos;
    private final KinesisSource source = new KinesisSource(
            kinesis, PollingSettings.defaults(), loop, () -> nowNanos, InstantSource.fixed(Instant.EPOCH));

    /** Keeps what is to be done later until it is asked for. */
    private static final class StepLoop extends ScheduledThreadPoolExecutor {
        private record Later(Duration delay, Runnable task) {}

        private final Deque<Later> later = new ArrayDeque<>();

        StepLoop() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            later.add(new Later(Duration.of(delay, unit.toChronoUnit()), task));
            return super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }
    }

    @AfterEach
    void closes() {
        source.close();
    }

    private ShardReader open(Position from) {
        return source.open("ticks", new ShardId("shardId-000000000000"), from);
    }

    private static List<Long> numbers(CompletionStage<Fetch> fetch) {
        var records = ((Fetch.Records) fetch.toCompletableFuture().join()).batch();
        return StreamSupport.stream(records.spliterator(), false).map(KinesisRecord::arrivalMillis).toList();
    }

    private static Kind kind(CompletionStage<Fetch> fetch) {
        Throwable thrown = catchThrowable(() -> fetch.toCompletableFuture().join());
        assertThat(thrown).isInstanceOf(CompletionException.class).hasCauseInstanceOf(SourceException.class);
        return ((SourceException) thrown.getCause()).kind();
    }

    @Test
    void whileBehindOneCallFollowsTheOther() {
        kinesis.answers(records(50, 1, 2)).answers(records(20, 3)).answers(records(0, 4));
        var reader = open(Position.trimHorizon());
        assertThat(numbers(reader.fetch(100, 1 << 20))).containsExactly(1L, 2L);
        assertThat(numbers(reader.fetch(100, 1 << 20))).containsExactly(3L);
        assertThat(numbers(reader.fetch(100, 1 << 20))).containsExactly(4L);
        assertThat(loop.later).isEmpty();
        assertThat(kinesis.iteratorRequests).hasSize(1);
        assertThat(kinesis.recordRequests).extracting(request -> request.shardIterator()).containsExactly("first-0", "next", "next");
    }

    @Test
    void onceCaughtUpTheCallsKeepTheIdlePause() {
        kinesis.answers(records(0)).answers(records(0, 1));
        var reader = open(Position.trimHorizon());
        assertThat(numbers(reader.fetch(100, 1 << 20))).as("said at once").isEmpty();
        nowNanos += Duration.ofMillis(50).toNanos();
        CompletionStage<Fetch> second = reader.fetch(100, 1 << 20);
        assertThat(second.toCompletableFuture()).isNotDone();
        assertThat(loop.later).hasSize(1);
        assertThat(loop.later.element().delay()).isEqualTo(Duration.ofMillis(150));
        loop.later.remove().task().run();
        assertThat(numbers(second)).containsExactly(1L);
        nowNanos += Duration.ofMillis(200).toNanos();
        kinesis.answers(records(0));
        assertThat(numbers(reader.fetch(100, 1 << 20))).as("the pause has passed meanwhile").isEmpty();
    }

    @Test
    void emptyPagesWhileBehindAreFollowedAtOnce() {
        kinesis.answers(records(50)).answers(records(40)).answers(records(20, 7));
        assertThat(numbers(open(Position.trimHorizon()).fetch(100, 1 << 20))).containsExactly(7L);
        assertThat(loop.later).isEmpty();
    }

    @Test
    void emptyPagesEndAfterTheLongestWait() {
        kinesis.answers(records(50));
        var pending = new CompletableFuture<GetRecordsResponse>();
        kinesis.answers.add(pending);
        CompletionStage<Fetch> fetch = open(Position.trimHorizon()).fetch(100, 1 << 20);
        nowNanos += Duration.ofSeconds(1).toNanos();
        pending.complete(records(40));
        assertThat(numbers(fetch)).isEmpty();
    }

    @Test
    void anExpiredIteratorIsReplacedAfterTheLastRecord() {
        kinesis.answers(records(50, 1, 2)).fails(ExpiredIteratorException.builder().build()).answers(records(0, 3));
        var reader = open(Position.trimHorizon());
        reader.fetch(100, 1 << 20);
        assertThat(numbers(reader.fetch(100, 1 << 20))).containsExactly(3L);
        assertThat(kinesis.iteratorRequests).hasSize(2);
        assertThat(kinesis.iteratorRequests.get(1).shardIteratorType()).isEqualTo(ShardIteratorType.AFTER_SEQUENCE_NUMBER);
        assertThat(kinesis.iteratorRequests.get(1).startingSequenceNumber()).isEqualTo("2");
    }

    @Test
    void anExpiredLatestGoesOnWhereItBegan() {
        kinesis.fails(new CompletionException(ExpiredIteratorException.builder().build())).answers(records(0, 3));
        assertThat(numbers(open(Position.latest()).fetch(100, 1 << 20))).containsExactly(3L);
        assertThat(kinesis.iteratorRequests).extracting(request -> request.shardIteratorType())
                .containsExactly(ShardIteratorType.LATEST, ShardIteratorType.AT_TIMESTAMP);
        assertThat(kinesis.iteratorRequests.get(1).timestamp()).isEqualTo(ScriptedKinesis.SERVICE_NOW);
    }

    @Test
    void anIteratorThatIsAlwaysExpiredIsNoEndlessLoop() {
        kinesis.fails(ExpiredIteratorException.builder().build()).fails(ExpiredIteratorException.builder().build());
        assertThat(kind(open(Position.trimHorizon()).fetch(100, 1 << 20))).isEqualTo(Kind.RETRY);
    }

    @Test
    void everyPositionBecomesItsIterator() {
        for (Position position : List.of(
                Position.trimHorizon(),
                Position.latest(),
                Position.atTimestamp(Instant.ofEpochMilli(5)),
                new Position.At(SequenceNumber.of("12")),
                Position.after(SequenceNumber.of("13")))) {
            kinesis.answers(records(0));
            open(position).fetch(100, 1 << 20);
        }
        assertThat(kinesis.iteratorRequests).extracting(request -> request.shardIteratorType())
                .containsExactly(
                        ShardIteratorType.TRIM_HORIZON,
                        ShardIteratorType.LATEST,
                        ShardIteratorType.AT_TIMESTAMP,
                        ShardIteratorType.AT_SEQUENCE_NUMBER,
                        ShardIteratorType.AFTER_SEQUENCE_NUMBER);
        assertThat(kinesis.iteratorRequests).extracting(request -> request.startingSequenceNumber()).containsExactly(null, null, null, "12", "13");
        assertThat(kinesis.iteratorRequests.get(2).timestamp()).isEqualTo(Instant.ofEpochMilli(5));
    }

    @Test
    void aFailedFetchMayBeTriedAgainFromTheSamePlace() {
        kinesis.answers(records(50, 1)).fails(ProvisionedThroughputExceededException.builder().build()).answers(records(0, 2));
        var reader = open(Position.trimHorizon());
        reader.fetch(100, 1 << 20);
        assertThat(kind(reader.fetch(100, 1 << 20))).isEqualTo(Kind.THROTTLED);
        assertThat(numbers(reader.fetch(100, 1 << 20))).containsExactly(2L);
    }

    @Test
    void failuresSayWhetherToTryAgain() {
        assertThat(kindOf(ResourceNotFoundException.builder().build())).isEqualTo(Kind.NOT_FOUND);
        assertThat(kindOf(InvalidArgumentException.builder().statusCode(400).build())).isEqualTo(Kind.FATAL);
        assertThat(kindOf(KinesisException.builder().statusCode(503).build())).isEqualTo(Kind.RETRY);
        assertThat(kindOf(SdkClientException.create("cut", new IOException("cut")))).isEqualTo(Kind.RETRY);
        assertThat(kindOf(new IllegalStateException("closed"))).isEqualTo(Kind.FATAL);
    }

    private Kind kindOf(Throwable failure) {
        kinesis.fails(failure);
        return kind(open(Position.trimHorizon()).fetch(100, 1 << 20));
    }

    @Test
    void theEndOfTheShardComesAfterItsLastRecordsAndNamesTheChildren() {
        kinesis.answers(records(50, 1).toBuilder()
                .nextShardIterator(null)
                .childShards(ChildShard.builder().shardId("shardId-1").build(), ChildShard.builder().shardId("shardId-2").build())
                .build());
        var reader = open(Position.trimHorizon());
        assertThat(numbers(reader.fetch(100, 1 << 20))).containsExactly(1L);
        var end = new Fetch.EndOfShard(List.of(new ShardId("shardId-1"), new ShardId("shardId-2")));
        assertThat(reader.fetch(100, 1 << 20)).isCompletedWithValue(end);
        assertThat(reader.fetch(100, 1 << 20)).as("and again").isCompletedWithValue(end);
    }

    @Test
    void childrenThatTheEndDoesNotNameAreLookedUpOnAllPages() {
        kinesis.answers(records(0).toBuilder().nextShardIterator(null).build());
        kinesis.lists.add(CompletableFuture.completedFuture(
                ListShardsResponse.builder().nextToken("more").shards(shard("shardId-000000000002", "shardId-000000000000", null)).build()));
        kinesis.lists.add(CompletableFuture.completedFuture(ListShardsResponse.builder()
                .shards(shard("shardId-000000000001", "shardId-000000000009", "shardId-000000000000"), shard("shardId-000000000000", null, null))
                .build()));
        assertThat(open(Position.trimHorizon()).fetch(100, 1 << 20))
                .isCompletedWithValue(new Fetch.EndOfShard(List.of(new ShardId("shardId-000000000001"), new ShardId("shardId-000000000002"))));
        assertThat(kinesis.listRequests).extracting(request -> request.streamName()).containsExactly("ticks", null);
        assertThat(kinesis.listRequests).extracting(request -> request.nextToken()).containsExactly(null, "more");
    }

    private static Shard shard(String id, String parent, String adjacentParent) {
        return Shard.builder()
                .shardId(id)
                .parentShardId(parent)
                .adjacentParentShardId(adjacentParent)
                .hashKeyRange(range -> range.startingHashKey("0").endingHashKey("10"))
                .sequenceNumberRange(range -> range.startingSequenceNumber("0"))
                .build();
    }

    @Test
    void theLimitFollowsTheBytesAskedFor() {
        kinesis.answers(records(50, 1, 2)).answers(records(50, 3)).answers(records(50, 4)).answers(records(50, 5));
        var reader = open(Position.trimHorizon());
        reader.fetch(10_000, 100 * 1024); // nothing is known yet: 1 KiB a record
        reader.fetch(10_000, 400); // 3 bytes a record were seen, 4 are reckoned with
        reader.fetch(10, 1 << 20);
        reader.fetch(10, 1);
        assertThat(kinesis.recordRequests).extracting(request -> request.limit()).containsExactly(100, 100, 10, 1);
    }

    @Test
    void aClosedReaderGivesUpWhatIsUnderWay() {
        var pending = new CompletableFuture<GetRecordsResponse>();
        kinesis.answers.add(pending);
        var reader = open(Position.trimHorizon());
        reader.fetch(100, 1 << 20);
        reader.close();
        assertThat(kind(reader.fetch(100, 1 << 20))).isEqualTo(Kind.RETRY);
    }

    @Test
    void localIsToldFromTheEndpointsText() {
        for (String local : List.of("http://127.0.0.1:4567", "https://localhost", "http://127.9.9.9:1", "http://[::1]:80")) {
            assertThat(KinesisSource.isLoopback(java.net.URI.create(local))).as(local).isTrue();
        }
        for (String remote : List.of("https://kinesis.us-east-1.amazonaws.com", "http://127.example.com", "http://10.0.0.1")) {
            assertThat(KinesisSource.isLoopback(java.net.URI.create(remote))).as(remote).isFalse();
        }
    }
}

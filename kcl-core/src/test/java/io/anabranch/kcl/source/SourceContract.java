package io.anabranch.kcl.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.source.ShardReader.Fetch;
import io.anabranch.kcl.source.SourceException.Kind;
import io.anabranch.kcl.source.StreamSource.ShardInfo;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every source of the simulator's streams does alike, whichever way its records come. */
public abstract class SourceContract {
    private static final String STREAM = StreamFixture.STREAM;
    private static final int MANY = 10_000;
    private static final int ROOM = 1 << 20;

    @TempDir
    Path folder;

    private StreamFixture fixture;
    private StreamSource source;

    /** A source of the fixture's streams; the test closes it. */
    protected abstract StreamSource open(StreamFixture fixture) throws Exception;

    @BeforeEach
    void opens() throws Exception {
        fixture = new StreamFixture(folder, 2);
        source = open(fixture);
    }

    @AfterEach
    void closes() {
        source.close();
        fixture.close();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static Kind failure(CompletionStage<?> stage) {
        Throwable thrown = catchThrowable(() -> await(stage));
        assertThat(thrown).isInstanceOf(CompletionException.class).hasCauseInstanceOf(SourceException.class);
        return ((SourceException) thrown.getCause()).kind();
    }

    private static ShardId id(int shard) {
        return new ShardId("shardId-%012d".formatted(shard));
    }

    private ShardReader reader(int shard, Position from) {
        return source.open(STREAM, id(shard), from);
    }

    private static RecordBatch records(CompletionStage<Fetch> fetch) {
        Fetch answer = await(fetch);
        assertThat(answer).isInstanceOf(Fetch.Records.class);
        return ((Fetch.Records) answer).batch();
    }

    private static String text(KinesisRecord record) {
        return new String(record.bytes(), StandardCharsets.UTF_8);
    }

    private static List<String> names(String prefix, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> prefix + "-" + i).toList();
    }

    /** All there is up to the tip or the end of the shard. */
    private static List<KinesisRecord> drain(ShardReader reader) {
        List<KinesisRecord> all = new ArrayList<>();
        while (await(reader.fetch(MANY, ROOM)) instanceof Fetch.Records some) {
            some.batch().forEach(all::add);
            if (some.batch().isEmpty() && some.batch().millisBehindLatest() == 0) return all;
        }
        return all;
    }

    private List<String> texts(int shard, Position from) {
        try (ShardReader reader = reader(shard, from)) {
            return drain(reader).stream().map(SourceContract::text).toList();
        }
    }

    @Test
    void saysWhenTheStreamWasMadeAndWhatTimeItIs() {
        StreamSource.StreamInfo info = await(source.describe(STREAM));
        assertThat(info.stream()).isEqualTo(STREAM);
        Instant created = fixture.simulator().streams().describe(STREAM).created();
        assertThat(Duration.between(created, info.created()).abs()).isLessThan(Duration.ofSeconds(1));
        assertThat(info.now()).isAfter(info.created().minusSeconds(2));
    }

    @Test
    void listsShardsWithRangesAndParents() {
        fixture.split(0);
        fixture.merge(3, 1);
        List<ShardInfo> shards = await(source.shards(STREAM));
        assertThat(shards).extracting(ShardInfo::id).containsExactly(id(0), id(1), id(2), id(3), id(4));
        assertThat(shards).extracting(ShardInfo::parents)
                .containsExactly(List.of(), List.of(), List.of(id(0)), List.of(id(0)), List.of(id(3), id(1)));
        assertThat(shards).extracting(ShardInfo::closed).containsExactly(true, true, false, true, false);
        BigInteger last = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
        assertThat(shards.get(2).range().start()).isZero();
        assertThat(shards.get(4).range().start()).isEqualTo(shards.get(2).range().end().add(BigInteger.ONE));
        assertThat(shards.get(4).range().end()).isEqualTo(last);
    }

    @Test
    void recordsComeInOrderWithAllTheirParts() {
        Instant before = fixture.now();
        fixture.put(0, "r", 50);
        fixture.put(1, "other", 5);
        List<KinesisRecord> records = drain(reader(0, Position.trimHorizon()));
        assertThat(records).extracting(SourceContract::text).isEqualTo(names("r", 0, 50));
        for (int i = 0; i < 50; i++) {
            assertThat(records.get(i).arrival()).isEqualTo(before.plusMillis(i + 1));
            assertThat(records.get(i).partitionKey()).contains("key-" + i % 5);
            assertThat(records.get(i).sizeBytes()).isEqualTo(("r-" + i).length());
            assertThat(records.get(i).data().isReadOnly()).isTrue();
        }
        assertThat(records).extracting(KinesisRecord::sequenceNumber).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void anUnusualKeyAndAnEmptyPayloadComeThrough() {
        fixture.putTo(0, "ключ-鍵-\uD83D\uDD11", "");
        KinesisRecord record = drain(reader(0, Position.trimHorizon())).get(0);
        assertThat(record.partitionKey()).contains("ключ-鍵-\uD83D\uDD11");
        assertThat(record.sizeBytes()).isZero();
        assertThat(record.data().remaining()).isZero();
    }

    @Test
    void aRecordMayHaveNoKey() {
        fixture.putWithoutKey("spread");
        KinesisRecord record = drain(reader(0, Position.trimHorizon())).get(0);
        assertThat(record.partitionKey()).isEmpty();
        assertThat(text(record)).isEqualTo("spread");
    }

    @Test
    void batchesAreNoLargerThanAsked() {
        fixture.put(0, "r", 20);
        try (ShardReader reader = reader(0, Position.trimHorizon())) {
            RecordBatch first = records(reader.fetch(7, ROOM));
            assertThat(first.toList()).extracting(SourceContract::text).isEqualTo(names("r", 0, 7));
            assertThat(first.sizeBytes()).isEqualTo(7 * ("r-0".length() + "key-0".length()));
            assertThat(first.millisBehindLatest()).isPositive();
            assertThat(records(reader.fetch(7, ROOM)).toList()).extracting(SourceContract::text).isEqualTo(names("r", 7, 14));
            assertThat(records(reader.fetch(MANY, ROOM)).toList()).extracting(SourceContract::text).isEqualTo(names("r", 14, 20));
        }
    }

    @Test
    void aRecordLargerThanAskedForComesAlone() {
        fixture.putTo(0, "k", "x".repeat(300_000));
        fixture.putTo(0, "k", "small");
        try (ShardReader reader = reader(0, Position.trimHorizon())) {
            RecordBatch batch = records(reader.fetch(MANY, 1000));
            assertThat(batch.size()).isEqualTo(1);
            assertThat(batch.get(0).sizeBytes()).isEqualTo(300_000);
            assertThat(text(records(reader.fetch(MANY, 1000)).get(0))).isEqualTo("small");
        }
    }

    @Test
    void everyPositionIsFound() {
        fixture.put(0, "r", 30);
        List<KinesisRecord> all = drain(reader(0, Position.trimHorizon()));
        KinesisRecord tenth = all.get(10);
        assertThat(texts(0, new Position.At(tenth.sequenceNumber()))).isEqualTo(names("r", 10, 30));
        assertThat(texts(0, Position.after(tenth.sequenceNumber()))).isEqualTo(names("r", 11, 30));
        assertThat(texts(0, Position.atTimestamp(tenth.arrival()))).isEqualTo(names("r", 10, 30));
        assertThat(texts(0, Position.atTimestamp(all.get(0).arrival().minusSeconds(100)))).isEqualTo(names("r", 0, 30));
        assertThat(texts(0, Position.after(all.get(29).sequenceNumber()))).isEmpty();
        assertThat(texts(0, Position.latest())).isEmpty();
    }

    @Test
    void latestBeginsAtTheFirstFetch() {
        fixture.put(0, "old", 3);
        try (ShardReader reader = reader(0, Position.latest())) {
            assertThat(records(reader.fetch(MANY, ROOM)).isEmpty()).isTrue();
            fixture.put(0, "new", 3);
            assertThat(drainUntil(reader, 3)).isEqualTo(names("new", 0, 3));
        }
    }

    private static List<String> drainUntil(ShardReader reader, int count) {
        List<String> all = new ArrayList<>();
        while (all.size() < count) records(reader.fetch(MANY, ROOM)).forEach(record -> all.add(text(record)));
        return all;
    }

    @Test
    void atTheTipItSaysSoAtOnceAndThenWaitsForAnAppend() {
        fixture.put(0, "r", 2);
        try (ShardReader reader = reader(0, Position.trimHorizon())) {
            assertThat(records(reader.fetch(MANY, ROOM)).size()).isEqualTo(2);
            RecordBatch caughtUp = records(reader.fetch(MANY, ROOM));
            assertThat(caughtUp.isEmpty()).isTrue();
            assertThat(caughtUp.millisBehindLatest()).isZero();
            CompletionStage<Fetch> waiting = reader.fetch(MANY, ROOM);
            fixture.put(0, "more", 1);
            List<String> woken = new ArrayList<>();
            records(waiting).forEach(record -> woken.add(text(record)));
            if (woken.isEmpty()) woken.addAll(drainUntil(reader, 1));
            assertThat(woken).containsExactly("more-0");
        }
    }

    @Test
    void aWaitEndsEmptyHanded() {
        try (ShardReader reader = reader(0, Position.trimHorizon())) {
            for (int i = 0; i < 2; i++) assertThat(records(reader.fetch(MANY, ROOM)).isEmpty()).isTrue();
        }
    }

    @Test
    void whatIsPutWhileItReadsComesOnceAndInOrder() throws Exception {
        var writer = new Thread(() -> fixture.put(0, "r", 2000));
        writer.start();
        try (ShardReader reader = reader(0, Position.trimHorizon())) {
            assertThat(drainUntil(reader, 2000)).isEqualTo(names("r", 0, 2000));
        }
        writer.join();
    }

    @Test
    void aClosedShardIsReadToItsEndAndNamesItsChildren() {
        fixture.put(0, "r", 5);
        fixture.split(0);
        try (ShardReader reader = reader(0, Position.trimHorizon())) {
            assertThat(records(reader.fetch(3, ROOM)).size()).isEqualTo(3);
            assertThat(records(reader.fetch(MANY, ROOM)).size()).isEqualTo(2);
            var end = new Fetch.EndOfShard(List.of(id(2), id(3)));
            assertThat(await(reader.fetch(MANY, ROOM))).isEqualTo(end);
            assertThat(await(reader.fetch(MANY, ROOM))).as("and again").isEqualTo(end);
        }
    }

    @Test
    void bothParentsOfAMergeNameTheirChild() {
        fixture.put(0, "left", 1);
        fixture.merge(0, 1);
        fixture.put(2, "child", 2);
        for (int parent : new int[] {0, 1}) {
            try (ShardReader reader = reader(parent, Position.trimHorizon())) {
                Fetch fetch = await(reader.fetch(MANY, ROOM));
                if (fetch instanceof Fetch.Records) fetch = await(reader.fetch(MANY, ROOM));
                assertThat(fetch).isEqualTo(new Fetch.EndOfShard(List.of(id(2))));
            }
        }
        assertThat(texts(2, Position.trimHorizon())).isEqualTo(names("child", 0, 2));
    }

    @Test
    void oneWhoWaitsAtTheTipIsToldOfTheEnd() {
        try (ShardReader reader = reader(0, Position.trimHorizon())) {
            assertThat(records(reader.fetch(MANY, ROOM)).isEmpty()).isTrue();
            CompletionStage<Fetch> waiting = reader.fetch(MANY, ROOM);
            fixture.split(0);
            Fetch fetch = await(waiting);
            while (fetch instanceof Fetch.Records) fetch = await(reader.fetch(MANY, ROOM));
            assertThat(fetch).isEqualTo(new Fetch.EndOfShard(List.of(id(2), id(3))));
        }
    }

    @Test
    void aShardThatWasProcessedToItsEndHasNothingMore() {
        fixture.put(0, "r", 5);
        fixture.split(0);
        try (ShardReader reader = reader(0, new Position.ShardEnd())) {
            assertThat(await(reader.fetch(MANY, ROOM))).isEqualTo(new Fetch.EndOfShard(List.of(id(2), id(3))));
        }
    }

    @Test
    void timesAfterTheLastRecordOfAClosedShardAreItsEnd() {
        fixture.put(0, "r", 5);
        fixture.split(0);
        try (ShardReader reader = reader(0, Position.atTimestamp(fixture.now()))) {
            Fetch fetch = await(reader.fetch(MANY, ROOM));
            assertThat(fetch).isInstanceOf(Fetch.EndOfShard.class);
        }
    }

    @Test
    void anotherReaderGoesOnAfterAnyRecord() {
        fixture.put(0, "r", 40);
        List<KinesisRecord> all = drain(reader(0, Position.trimHorizon()));
        for (int i = 0; i < 40; i += 13) {
            assertThat(texts(0, Position.after(all.get(i).sequenceNumber()))).isEqualTo(names("r", i + 1, 40));
        }
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThat(failure(source.describe("tocks"))).isEqualTo(Kind.NOT_FOUND);
        assertThat(failure(source.shards("tocks"))).isEqualTo(Kind.NOT_FOUND);
        assertThat(failure(source.open("tocks", id(0), Position.trimHorizon()).fetch(MANY, ROOM))).isEqualTo(Kind.NOT_FOUND);
        assertThat(failure(reader(9, Position.trimHorizon()).fetch(MANY, ROOM))).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void aNumberOfAnotherShardIsRefused() {
        fixture.put(1, "other", 1);
        SequenceNumber foreign = drain(reader(1, Position.trimHorizon())).get(0).sequenceNumber();
        assertThat(failure(reader(0, Position.after(foreign)).fetch(MANY, ROOM))).isEqualTo(Kind.FATAL);
        assertThat(failure(reader(0, Position.after(SequenceNumber.of("5"))).fetch(MANY, ROOM))).isEqualTo(Kind.FATAL);
    }

    @Test
    void aBatchMayBeKeptAndCut() {
        fixture.put(0, "r", 10);
        RecordBatch batch;
        try (ShardReader reader = reader(0, Position.trimHorizon())) {
            batch = records(reader.fetch(MANY, ROOM));
        }
        fixture.put(0, "more", 5000);
        assertThat(batch.slice(2, 5).toList()).extracting(SourceContract::text).isEqualTo(names("r", 2, 5));
        assertThat(batch.slice(2, 5).slice(1, 2).get(0).sequenceNumber()).isEqualTo(batch.get(3).sequenceNumber());
        assertThat(batch.from(8).last().arrivalMillis()).isEqualTo(batch.arrivalMillis(9));
        assertThat(batch.slice(2, 5).sizeBytes()).isEqualTo(3 * ("r-0".length() + "key-0".length()));
        assertThat(batch.from(10).isEmpty()).isTrue();
    }

    @Test
    void itIsOnThisMachine() {
        assertThat(source.isLocal()).isTrue();
    }
}

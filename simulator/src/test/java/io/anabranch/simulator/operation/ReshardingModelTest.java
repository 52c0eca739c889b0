package io.anabranch.simulator.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.operation.Calls.Told;
import io.anabranch.simulator.operation.ModelStream.ModelRecord;
import io.anabranch.simulator.operation.ModelStream.ModelShard;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.HashKeyRange;
import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.stream.SettableClock;
import io.anabranch.simulator.stream.StreamException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A stream that is split, merged and scaled at random while records come and expire, held against {@link ModelStream}. {@code -Dseed=42} replays one
 * run, {@code -Dseeds=1000} searches.
 */
class ReshardingModelTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00.250Z");
    private static final int STEPS = 120;
    private static final int MOST_OPEN = 24;

    @TempDir
    Path data;

    private Simulator simulator;
    private Calls calls;
    private ModelStream model;
    private Random random;
    private int records;

    static LongStream seeds() {
        Long one = Long.getLong("seed");
        return one != null ? LongStream.of(one) : LongStream.range(0, Long.getLong("seeds", 6));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shardsAndPositionsAreWhatTheLongWaySays(long seed) throws IOException {
        random = new Random(seed);
        SimulatorSettings settings = SimulatorSettings.at(data).withClock(new SettableClock(START)).withClockStandingStill(true).withLimits(Limits.OFF);
        try (Simulator opened = Simulator.open(settings)) {
            simulator = opened;
            calls = new Calls(simulator.streams());
            calls.call("CreateStream", "{'StreamName':'s','ShardCount':%d}", 1 + random.nextInt(4));
            model = new ModelStream(now());
            model.resharded(described(), now());
            for (int step = 0; step < STEPS; step++) {
                change();
                check();
            }
            assertThat(generations()).isGreaterThan(9);
        }
    }

    private long now() {
        return simulator.streams().nowMillis();
    }

    private int generations() {
        List<Integer> generation = new ArrayList<>();
        for (ModelShard shard : model.shards.values())
            generation.add(1 + shard.parents().stream().mapToInt(generation::get).max().orElse(-1));
        return generation.stream().mapToInt(each -> each).max().orElse(0);
    }

    // ---- changes

    private void change() {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> put();
            case 3, 4 -> split();
            case 5 -> merge();
            case 6 -> scale();
            case 7 -> simulator.streams().clock().advance(Duration.ofMillis(random.nextInt(3)));
            case 8 -> simulator.streams().clock().advance(Duration.ofMillis(random.nextInt(36_000_000)));
            default -> retention();
        }
    }

    private void put() {
        for (int i = random.nextInt(20); i >= 0; i--) {
            BigInteger key = new BigInteger(128, random);
            String value = "v" + records++;
            String payload = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
            Told put = calls.call("PutRecord", "{'StreamName':'s','PartitionKey':'k','Data':'%s','ExplicitHashKey':'%s'}", payload, key);
            ModelShard shard = model.of(key);
            assertThat(ModelStream.index(put.text("ShardId").orElseThrow())).isEqualTo(shard.index());
            shard.records().add(new ModelRecord(value, put.text("SequenceNumber").orElseThrow(), now()));
        }
    }

    private void split() {
        ModelShard shard = any(model.open());
        BigInteger least = shard.start().add(BigInteger.TWO);
        BigInteger keys = shard.end().subtract(least);
        if (model.open().size() >= MOST_OPEN || keys.signum() <= 0) return;
        BigInteger at = random.nextInt(5) == 0 ? least : least.add(new BigInteger(128, random).mod(keys));
        calls.call("SplitShard", "{'StreamName':'s','ShardToSplit':'%d','NewStartingHashKey':'%s'}", shard.index(), at);
        adopt();
    }

    private void merge() {
        List<ModelShard> open = model.open();
        if (open.size() < 2) return;
        int first = random.nextInt(open.size() - 1);
        calls.call(
                "MergeShards",
                "{'StreamName':'s','ShardToMerge':'%d','AdjacentShardToMerge':'%d'}",
                open.get(first).index(),
                open.get(first + 1).index());
        adopt();
    }

    private void scale() {
        int target = 1 + random.nextInt(MOST_OPEN / 2);
        calls.call("UpdateShardCount", "{'StreamName':'s','TargetShardCount':%d,'ScalingType':'UNIFORM_SCALING'}", target);
        adopt();
        assertThat(model.open()).hasSize(target);
    }

    private void adopt() {
        model.resharded(described(), now());
        BigInteger next = BigInteger.ZERO;
        for (ModelShard shard : model.open()) {
            assertThat(shard.start()).isEqualTo(next);
            next = shard.end().add(BigInteger.ONE);
        }
        assertThat(next).isEqualTo(HashKeyRange.MAX.add(BigInteger.ONE));
    }

    private void retention() {
        int hours = 24 + random.nextInt(24);
        boolean more = hours >= model.retentionHours();
        calls.call(more ? "IncreaseStreamRetentionPeriod" : "DecreaseStreamRetentionPeriod", "{'StreamName':'s','RetentionPeriodHours':%d}", hours);
        model.retention(hours, now());
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    // ---- what is told

    private List<Told> described() {
        List<Told> all = new ArrayList<>();
        String start = "";
        while (true) {
            Told stream = calls.call("DescribeStream", "{'StreamName':'s','Limit':%d%s}", 1 + random.nextInt(10), start);
            Told description = stream.structure("StreamDescription");
            List<Told> page = description.each("Shards");
            all.addAll(page);
            if (!description.flag("HasMoreShards")) return all;
            start = ",'ExclusiveStartShardId':'" + page.get(page.size() - 1).text("ShardId").orElseThrow() + "'";
        }
    }

    private void check() {
        assertThat(indexes(described())).isEqualTo(model.filtered(ShardFilter.Type.FROM_TRIM_HORIZON, Optional.empty(), Optional.empty(), now()));
        assertThat(listed("'MaxResults':10000")).isEqualTo(indexes(described()));
        for (ShardFilter.Type type : ShardFilter.Type.values()) checkFilter(type);
        checkPositions(any(List.copyOf(model.shards.values())));
        checkPositions(any(model.open()));
    }

    private void checkFilter(ShardFilter.Type type) {
        int after = random.nextInt(model.shards.size());
        long moment = moment();
        String filter = switch (type) {
            case AFTER_SHARD_ID -> ",'ShardId':'" + after + "'";
            case AT_TIMESTAMP, FROM_TIMESTAMP -> ",'Timestamp':" + moment / 1000 + "." + String.format("%03d", moment % 1000);
            default -> "";
        };
        List<Integer> expected = model.filtered(type, Optional.of(after), Optional.of(moment), now());
        String question = "'ShardFilter':{'Type':'" + type + "'" + filter + "}";
        assertThat(listed("'MaxResults':" + (1 + random.nextInt(12)) + "," + question)).as(question).isEqualTo(expected);
        if (type.name().startsWith("AT_")) assertCovers(expected);
    }

    /** Of the moments at which something happened, and right before and after, and any other. */
    private long moment() {
        ModelShard shard = any(List.copyOf(model.shards.values()));
        long moment = random.nextBoolean() || shard.isOpen() ? shard.createdMillis() : shard.closedMillis();
        return random.nextInt(4) == 0
                ? model.createdMillis - 1000 + (long) (random.nextDouble() * (now() - model.createdMillis + 1000))
                : Math.min(now(), moment + random.nextInt(3) - 1);
    }

    private void assertCovers(List<Integer> indexes) {
        BigInteger keys = indexes.stream()
                .map(model.shards::get)
                .map(shard -> shard.end().subtract(shard.start()).add(BigInteger.ONE))
                .reduce(BigInteger.ZERO, BigInteger::add);
        assertThat(keys).isEqualTo(HashKeyRange.MAX.add(BigInteger.ONE));
    }

    private List<Integer> listed(String question) {
        List<Integer> all = new ArrayList<>();
        Told page = calls.call("ListShards", "{'StreamName':'s'," + question + "}");
        all.addAll(indexes(page.each("Shards")));
        while (page.has("NextToken")) {
            page = calls.call("ListShards", "{'NextToken':'%s','MaxResults':%d}", page.text("NextToken").orElseThrow(), 1 + random.nextInt(12));
            all.addAll(indexes(page.each("Shards")));
        }
        return all;
    }

    private static List<Integer> indexes(List<Told> shards) {
        return shards.stream().map(shard -> ModelStream.index(shard.text("ShardId").orElseThrow())).toList();
    }

    // ---- positions

    private void checkPositions(ModelShard shard) {
        if (!model.isSeen(shard, now())) {
            assertThatThrownBy(() -> iterator(shard, "TRIM_HORIZON", ""))
                    .isInstanceOfSatisfying(StreamException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.RESOURCE_NOT_FOUND));
            return;
        }
        List<ModelRecord> seen = model.seen(shard, now());
        assertThat(read(shard, iterator(shard, "TRIM_HORIZON", ""))).isEqualTo(values(seen));
        assertThat(read(shard, iterator(shard, "LATEST", ""))).isEmpty();
        long moment = moment();
        String timestamp = ",'Timestamp':" + moment / 1000 + "." + String.format("%03d", moment % 1000);
        assertThat(read(shard, iterator(shard, "AT_TIMESTAMP", timestamp)))
                .isEqualTo(values(seen.stream().filter(record -> record.arrivalMillis() >= moment).toList()));
        if (!shard.records().isEmpty()) checkNumbers(shard, seen, random.nextInt(shard.records().size()));
    }

    /** Also from records that have expired. */
    private void checkNumbers(ModelShard shard, List<ModelRecord> seen, int record) {
        String number = ",'StartingSequenceNumber':'" + shard.records().get(record).sequenceNumber() + "'";
        int expired = shard.records().size() - seen.size();
        assertThat(read(shard, iterator(shard, "AT_SEQUENCE_NUMBER", number))).isEqualTo(values(seen.subList(Math.max(0, record - expired), seen.size())));
        assertThat(read(shard, iterator(shard, "AFTER_SEQUENCE_NUMBER", number)))
                .isEqualTo(values(seen.subList(Math.max(0, record + 1 - expired), seen.size())));
    }

    private static List<String> values(List<ModelRecord> records) {
        return records.stream().map(ModelRecord::value).toList();
    }

    private String iterator(ModelShard shard, String type, String more) {
        String body = "{'StreamName':'s','ShardId':'%d','ShardIteratorType':'" + type + "'" + more + "}";
        return calls.call("GetShardIterator", body, shard.index()).text("ShardIterator").orElseThrow();
    }

    /** To the tip of an open shard, to the end of a closed one, which names the shards that follow. */
    private List<String> read(ModelShard shard, String from) {
        List<String> values = new ArrayList<>();
        String iterator = from;
        while (true) {
            Told answer = calls.call("GetRecords", "{'ShardIterator':'%s','Limit':%d}", iterator, 1 + random.nextInt(30));
            for (Told record : answer.each("Records"))
                values.add(new String(Base64.getDecoder().decode(record.text("Data").orElseThrow()), StandardCharsets.UTF_8));
            if (!answer.has("NextShardIterator")) {
                assertThat(shard.isOpen()).isFalse();
                assertThat(indexes(answer.each("ChildShards"))).isEqualTo(children(shard));
                return values;
            }
            assertThat(answer.has("ChildShards")).isFalse();
            if (shard.isOpen() && answer.number("MillisBehindLatest") == 0) return values;
            iterator = answer.text("NextShardIterator").orElseThrow();
        }
    }

    private List<Integer> children(ModelShard parent) {
        return model.shards.values().stream().filter(shard -> shard.parents().contains(parent.index())).map(ModelShard::index).toList();
    }
}

package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which shards come of a new number of shards: nothing but that, without files. */
class ScaleTest {
    private static final long NOW = 1_780_000_000_500L;

    static LongStream seeds() {
        return Optional.ofNullable(Long.getLong("seed")).map(LongStream::of).orElseGet(() -> LongStream.range(0, 200));
    }

    private static StreamState streamOf(int shards) {
        List<ShardState> all = new ArrayList<>();
        for (HashKeyRange range : HashKeyRange.uniform(shards)) all.add(ShardState.first(all.size(), range, NOW / 1000 - 2, NOW));
        Identity owner = new Identity("000000000000", "us-east-1");
        return new StreamState(
                1, "s", owner, "s", "id", StreamStatus.ACTIVE, Optional.empty(), NOW, StreamConfig.DEFAULT, all, List.of());
    }

    private static StreamState after(StreamState stream, Reshard reshard) {
        return stream.with(reshard.completed(stream, NOW));
    }

    private static List<ShardState> open(StreamState stream) {
        return stream.shards().stream()
                .filter(shard -> !shard.isClosed())
                .sorted(Comparator.comparing(shard -> shard.range().start()))
                .toList();
    }

    @Test
    void doublingSplitsEveryShardInItsMiddle() {
        StreamState stream = after(streamOf(2), new Reshard.Scale(4));
        assertThat(stream.shards()).extracting(ShardState::isClosed).containsExactly(true, true, false, false, false, false);
        assertThat(stream.shards()).extracting(ShardState::parent).containsExactly(-1, -1, 0, 0, 1, 1);
    }

    @Test
    void halvingMergesNeighbours() {
        StreamState stream = after(streamOf(4), new Reshard.Scale(2));
        assertThat(open(stream)).extracting(ShardState::parent).containsExactly(0, 2);
        assertThat(open(stream)).extracting(ShardState::adjacentParent).containsExactly(1, 3);
    }

    @Test
    void twoBecomeThreeByWayOfFour() {
        StreamState stream = after(streamOf(2), new Reshard.Scale(3));
        assertThat(open(stream)).extracting(ShardState::index).containsExactly(2, 6, 5);
        assertThat(stream.shard(3)).extracting(ShardState::openedMillis, ShardState::closedMillis).containsExactly(NOW, NOW);
    }

    @Test
    void whatIsAsWantedStays() {
        StreamState stream = streamOf(3);
        assertThat(new Reshard.Scale(3).completed(stream, NOW)).isEmpty();
        assertThat(new Reshard.Scale(3).parents(stream)).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shardsAreEvenAndDescendFromEachOther(long seed) {
        Random random = new Random(seed);
        StreamState stream = streamOf(1 + random.nextInt(9));
        for (int change = 0; change < 6; change++) {
            StreamState before = random.nextBoolean() ? changedByHand(stream, random) : stream;
            Reshard.Scale scale = new Reshard.Scale(1 + random.nextInt(40));
            stream = after(before, scale);
            List<HashKeyRange> now = open(stream).stream().map(ShardState::range).toList();
            assertEven(now, scale.target());
            Set<HashKeyRange> kept = new HashSet<>(now);
            for (ShardState old : open(before)) assertThat(stream.shard(old.index()).isClosed()).isEqualTo(!kept.contains(old.range()));
            assertThat(scale.parents(before)).isEqualTo(closedBy(before, stream));
        }
        assertLineage(stream);
    }

    private static void assertEven(List<HashKeyRange> ranges, int count) {
        List<HashKeyRange> even = HashKeyRange.uniform(count);
        assertThat(ranges).hasSize(count);
        assertThat(ranges.get(0).start()).isZero();
        assertThat(ranges.get(count - 1).end()).isEqualTo(HashKeyRange.MAX);
        for (int i = 0; i < count; i++) {
            assertThat(ranges.get(i).start().subtract(even.get(i).start()).abs()).isLessThanOrEqualTo(Reshard.Scale.ROUNDING);
            if (i > 0) assertThat(ranges.get(i - 1).isFollowedBy(ranges.get(i))).isTrue();
        }
    }

    private static List<Integer> closedBy(StreamState before, StreamState after) {
        return before.shards().stream()
                .filter(shard -> !shard.isClosed() && after.shard(shard.index()).isClosed())
                .map(ShardState::index)
                .toList();
    }

    /** A split somewhere, or a merge. */
    private static StreamState changedByHand(StreamState stream, Random random) {
        List<ShardState> open = open(stream);
        int at = random.nextInt(open.size());
        HashKeyRange range = open.get(at).range();
        if (at + 1 < open.size() && random.nextBoolean()) {
            return after(stream, new Reshard.Merge(open.get(at).index(), open.get(at + 1).index()));
        }
        BigInteger inside = new BigInteger(120, random).mod(range.end().subtract(range.start())).add(BigInteger.ONE);
        return after(stream, new Reshard.Split(open.get(at).index(), range.start().add(inside)));
    }

    private static void assertLineage(StreamState stream) {
        Map<Integer, ShardState> byIndex = stream.shards().stream().collect(Collectors.toMap(ShardState::index, Function.identity()));
        for (ShardState child : stream.shards()) {
            if (child.parent() == ShardState.NONE) continue;
            ShardState parent = byIndex.get(child.parent());
            assertThat(child.creationSecond()).isGreaterThan(parent.creationSecond());
            assertThat(child.index()).isGreaterThan(parent.index());
            assertThat(parent.isClosed()).isTrue();
            if (child.adjacentParent() == ShardState.NONE) assertIsPart(child, parent, stream);
            else assertIsBoth(child, parent, byIndex.get(child.adjacentParent()));
        }
    }

    private static void assertIsPart(ShardState child, ShardState parent, StreamState stream) {
        List<HashKeyRange> children = stream.shards().stream()
                .filter(shard -> shard.parent() == parent.index() && shard.adjacentParent() == ShardState.NONE)
                .map(ShardState::range)
                .toList();
        assertThat(children).hasSize(2).contains(child.range());
        assertThat(children.get(0).isFollowedBy(children.get(1))).isTrue();
        assertThat(new HashKeyRange(children.get(0).start(), children.get(1).end())).isEqualTo(parent.range());
    }

    private static void assertIsBoth(ShardState child, ShardState parent, ShardState adjacent) {
        assertThat(adjacent.isClosed()).isTrue();
        assertThat(child.creationSecond()).isGreaterThan(adjacent.creationSecond());
        assertThat(parent.range().isFollowedBy(adjacent.range())).isTrue();
        assertThat(child.range()).isEqualTo(new HashKeyRange(parent.range().start(), adjacent.range().end()));
    }

    @Test
    void aThousandShardsBecomeTwoThousand() {
        StreamState stream = after(streamOf(1000), new Reshard.Scale(2000));
        assertEven(open(stream).stream().map(ShardState::range).toList(), 2000);
        assertThat(stream.shards()).describedAs("each is split once, however the sizes are rounded").hasSize(3000);
        StreamState back = after(stream, new Reshard.Scale(1000));
        assertThat(open(back)).extracting(ShardState::range).isEqualTo(HashKeyRange.uniform(1000));
        assertThat(back.shards()).hasSize(4000);
    }
}

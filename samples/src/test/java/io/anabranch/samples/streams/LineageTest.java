package io.anabranch.samples.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.stream.HashKeyRange;
import io.anabranch.simulator.stream.SequenceNumber;
import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.ShardId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineageTest {
    private static final SequenceNumber NUMBER = new SequenceNumber(BigInteger.ONE);
    private static final List<HashKeyRange> HALVES = HashKeyRange.uniform(2);
    private static final HashKeyRange ALL = HashKeyRange.uniform(1).get(0);

    private static ShardDescription shard(int index, Integer parent, Integer adjacent, HashKeyRange range, boolean closed) {
        return new ShardDescription(new ShardId(index), Optional.ofNullable(parent).map(ShardId::new), Optional.ofNullable(adjacent).map(ShardId::new), range,
                NUMBER, closed ? Optional.of(NUMBER) : Optional.empty(), Instant.EPOCH, Optional.empty());
    }

    @Test
    void aTreeShowsSplitsAndMerges() {
        List<ShardDescription> shards = List.of(shard(0, null, null, ALL, true), shard(1, 0, null, HALVES.get(0), true), shard(2, 0, null, HALVES.get(1), true),
                shard(3, 1, 2, ALL, false));

        assertThat(Lineage.lines(shards)).containsExactly(
                "shardId-000000000000        closed  ████████████████████████  100.00 %",
                "├─ shardId-000000000001     closed  ████████████············   50.00 %",
                "│  └─ shardId-000000000003  open    ████████████████████████  100.00 %  merged with shardId-000000000002",
                "└─ shardId-000000000002     closed  ············████████████   50.00 %");
    }

    @Test
    void shardsWhoseParentsAreGoneStandAtTheRoot() {
        assertThat(Lineage.lines(List.of(shard(7, 3, null, HALVES.get(0), false), shard(8, 5, 6, HALVES.get(1), false)))).containsExactly(
                "shardId-000000000007  open    ████████████············   50.00 %  of shardId-000000000003, which is gone",
                "shardId-000000000008  open    ············████████████   50.00 %  merged with shardId-000000000006");
    }

    @Test
    void aMergedShardIsDrawnUnderTheParentThatIsLeft() {
        assertThat(Lineage.lines(List.of(shard(2, null, null, HALVES.get(1), true), shard(3, 1, 2, ALL, false)))).hasSize(2)
                .element(1).asString().startsWith("└─ shardId-000000000003");
    }

    @Test
    void aThousandGenerationsAreNoWiderThanTen() {
        List<ShardDescription> shards = new ArrayList<>(List.of(shard(0, null, null, ALL, true)));
        for (int i = 1; i <= 10_000; i++) shards.add(shard(i, i - 1, null, ALL, i < 10_000));
        List<String> lines = Lineage.lines(shards);

        assertThat(lines).hasSize(10_001);
        assertThat(lines.get(9)).contains("  └─ shardId-000000000009 ");
        assertThat(lines.get(10_000)).matches("… +└─ shardId-000000010000  open .*");
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSize(lines.get(0).length()));
    }

    @Test
    void aSmallShardIsSeenToo() {
        List<HashKeyRange> hundred = HashKeyRange.uniform(100);
        assertThat(HashKeys.bar(hundred.get(0), 10)).isEqualTo("▌·········");
        assertThat(HashKeys.bar(hundred.get(57), 10)).isEqualTo("·····▌····");
        assertThat(HashKeys.bar(hundred.get(99), 10)).isEqualTo("·········▌");
    }

    @Test
    void keysGoWhereTheirHashFalls() {
        // MD5 of "a" is 0cc175b9c0f1b6a831c399e269772661
        assertThat(HashKeys.of("a")).isEqualTo(new BigInteger("0cc175b9c0f1b6a831c399e269772661", 16));
        List<ShardDescription> shards = List.of(shard(0, null, null, ALL, true), shard(1, 0, null, HALVES.get(0), false), shard(2, 0, null, HALVES.get(1), false));
        assertThat(HashKeys.holders(HashKeys.of("a"), shards)).extracting(shard -> shard.id().index()).containsExactly(0, 1);
        assertThat(HashKeys.holders(HashKeyRange.MAX, shards)).extracting(shard -> shard.id().index()).containsExactly(0, 2);
    }
}

package io.anabranch.kcl.shards;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.kcl.fakes.FakeStream;
import io.anabranch.kcl.fakes.VirtualTime;
import io.anabranch.kcl.model.HashKeyRange;
import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.source.ShardReader;
import io.anabranch.kcl.source.SourceException;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.lease.model.Catalog.StreamLeases;
import io.anabranch.lease.model.LeaseSpec;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ShardPlanTest {
    private static List<StreamSource.ShardInfo> listed(StreamSource stream) {
        return stream.shards("s").toCompletableFuture().join();
    }

    private static List<String> parents(List<LeaseSpec> specs, ShardId shard) {
        return specs.stream().filter(spec -> spec.key().shard().equals(shard.value())).findFirst().orElseThrow().parents();
    }

    @Test
    void everyListedShardGetsALeaseBehindItsParents() {
        FakeStream stream = new FakeStream(2);
        ShardId child = stream.split(FakeStream.shard(0)).get(1);
        ShardId merged = stream.merge(child, FakeStream.shard(1));
        List<LeaseSpec> specs = ShardPlan.leases("s", listed(stream));

        assertThat(specs).extracting(spec -> spec.key().shard()).containsExactlyElementsOf(stream.shardIds().stream().map(ShardId::value).toList());
        assertThat(parents(specs, FakeStream.shard(0))).isEmpty();
        assertThat(parents(specs, child)).containsExactly(FakeStream.shard(0).value());
        assertThat(parents(specs, merged)).containsExactly(child.value(), FakeStream.shard(1).value());
    }

    @Test
    void aParentThatIsNotListedAnyMoreIsNotWaitedFor() {
        FakeStream stream = new FakeStream(1);
        ShardId child = stream.split(FakeStream.shard(0)).get(0);
        stream.expire(FakeStream.shard(0));
        List<LeaseSpec> specs = ShardPlan.leases("s", listed(stream));

        assertThat(specs).hasSize(2);
        assertThat(parents(specs, child)).isEmpty();
    }

    @Test
    void aWholeListHasNoHole() {
        FakeStream stream = new FakeStream(7);
        stream.split(FakeStream.shard(3));
        stream.merge(FakeStream.shard(5), FakeStream.shard(6));
        assertThat(ShardPlan.hole(listed(stream))).isEmpty();
    }

    @Test
    void aHoleIsFoundWhereverItIs() {
        for (int missing = 0; missing < 3; missing++) {
            FakeStream stream = new FakeStream(3);
            HashKeyRange range = listed(stream).get(missing).range();
            stream.expire(FakeStream.shard(missing));
            assertThat(ShardPlan.hole(listed(stream))).contains(range);
        }
        assertThat(ShardPlan.hole(List.of())).contains(
                new HashKeyRange(BigInteger.ZERO, BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE)));
    }

    @Test
    void latestIsStoredAsTheServicesTime() {
        FakeStream stream = new FakeStream(1);
        stream.append(FakeStream.shard(0), 41);
        assertThat(catalog(stream, Position.latest(), new VirtualTime()).start()).isEqualTo("AT_TIMESTAMP:42");
        assertThat(catalog(stream, Position.trimHorizon(), new VirtualTime()).start()).isEqualTo("TRIM_HORIZON");
        assertThat(catalog(stream, Position.atTimestamp(Instant.ofEpochMilli(7)), new VirtualTime()).start()).isEqualTo("AT_TIMESTAMP:7");
    }

    private static StreamLeases catalog(StreamSource source, Position start, VirtualTime time) {
        var answer = list(source, start, time);
        time.advance(Duration.ofMinutes(1));
        return answer.join().get(0);
    }

    private static CompletableFuture<List<StreamLeases>> list(StreamSource source, Position start, VirtualTime time) {
        return new ShardCatalog(source, Map.of("s", start), delay -> task -> time.after(delay, task)).list().toCompletableFuture();
    }

    /** Answers with one list after the other, and the last one from then on. */
    private static final class Lists implements StreamSource {
        private final List<List<ShardInfo>> lists;
        private int asked;

        Lists(List<List<ShardInfo>> lists) {
            this.lists = new ArrayList<>(lists);
        }

        @Override
        public CompletionStage<StreamInfo> describe(String stream) {
            return CompletableFuture.completedFuture(new StreamInfo(stream, Instant.EPOCH, Instant.EPOCH));
        }

        @Override
        public CompletionStage<List<ShardInfo>> shards(String stream) {
            asked++;
            return CompletableFuture.completedFuture(lists.size() > 1 ? lists.remove(0) : lists.get(0));
        }

        @Override
        public ShardReader open(String stream, ShardId shard, Position from) {
            throw new UnsupportedOperationException("nothing is read");
        }

        @Override
        public boolean isLocal() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void aListWithAHoleIsAskedForAgain() {
        FakeStream stream = new FakeStream(2);
        List<StreamSource.ShardInfo> whole = listed(stream);
        Lists lists = new Lists(List.of(whole.subList(0, 1), whole));
        assertThat(catalog(lists, Position.trimHorizon(), new VirtualTime()).leases()).hasSize(2);
        assertThat(lists.asked).isEqualTo(2);
    }

    @Test
    void aHoleThatStaysIsLivedWith() {
        Lists lists = new Lists(List.of(listed(new FakeStream(2)).subList(0, 1)));
        assertThat(catalog(lists, Position.trimHorizon(), new VirtualTime()).leases()).hasSize(1);
        assertThat(lists.asked).isEqualTo(4);
    }

    @Test
    void aServiceThatDoesNotAnswerFailsTheCatalog() {
        StreamSource failing = new FakeStream(1) {
            @Override
            public CompletionStage<StreamInfo> describe(String stream) {
                return CompletableFuture.failedFuture(new SourceException(SourceException.Kind.RETRY, "down"));
            }
        };
        assertThat(list(failing, Position.latest(), new VirtualTime())).isCompletedExceptionally();
    }

    @Test
    void positionsAreOrderedFromTheHorizonToTheEnd() {
        List<String> rising = List.of("TRIM_HORIZON", "AT_TIMESTAMP:5", "AT_TIMESTAMP:50", "LATEST", "AT:9", "9", "AT:10", "10",
                "49590338271490256608559692538361571095921575989136588898", "SHARD_END");
        for (int i = 0; i < rising.size(); i++) {
            for (int j = 0; j < rising.size(); j++) {
                assertThat(Integer.signum(new CheckpointOrder().compare(rising.get(i), rising.get(j))))
                        .as("%s against %s", rising.get(i), rising.get(j)).isEqualTo(Integer.compare(i, j));
            }
        }
    }
}

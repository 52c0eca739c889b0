package io.anabranch.samples.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.kcl.model.HashKeyRange;
import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.source.ShardReader;
import io.anabranch.kcl.source.ShardReader.Fetch;
import io.anabranch.kcl.source.SourceException;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.samples.streams.StreamReading.Wish;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StreamReadingTest {
    private final List<Long> pauses = new ArrayList<>();
    private final List<String> outages = new ArrayList<>();

    /** Closed shards of a service that is away for the first fetches of each. */
    private record Away(int shards, int fetches, SourceException.Kind kind) implements StreamSource {
        @Override
        public CompletionStage<StreamInfo> describe(String stream) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<List<ShardInfo>> shards(String stream) {
            return CompletableFuture.completedFuture(IntStream.range(0, shards)
                    .mapToObj(i -> new ShardInfo(new ShardId("shardId-" + i), List.of(), new HashKeyRange(BigInteger.ZERO, BigInteger.ONE), true)).toList());
        }

        @Override
        public ShardReader open(String stream, ShardId shard, Position from) {
            return new ShardReader() {
                private int failed;

                @Override
                public CompletionStage<Fetch> fetch(int maxRecords, int maxBytes) {
                    return failed++ < fetches ? CompletableFuture.failedFuture(new SourceException(kind, "away"))
                            : CompletableFuture.completedFuture(new Fetch.EndOfShard(List.of()));
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public boolean isLocal() {
            return true;
        }

        @Override
        public void close() {}
    }

    private StreamReading reading(StreamSource source, boolean follow) {
        return new StreamReading(source, "s", follow, (shard, record) -> Wish.MORE, pauses::add, failure -> outages.add(failure.getMessage()));
    }

    @Test
    void allShardsWaitForAServiceTogether() throws Exception {
        reading(new Away(3, 20, SourceException.Kind.RETRY), false).run(Position.trimHorizon());

        assertThat(pauses).hasSize(20);
        assertThat(outages).containsExactly("away");
    }

    @Test
    void whoFollowsWaitsForAsLongAsItTakes() throws Exception {
        reading(new Away(1, 2000, SourceException.Kind.RETRY), true).run(Position.trimHorizon());

        assertThat(pauses).hasSize(2000);
        assertThat(outages).containsExactly("away");
    }

    @Test
    void whoDoesNotFollowGivesUpAfterAMinute() {
        assertThatThrownBy(() -> reading(new Away(1, 2000, SourceException.Kind.RETRY), false).run(Position.trimHorizon())).hasMessage("away");
        assertThat(pauses.stream().mapToLong(Long::longValue).sum()).isBetween(59_000L, 61_000L);
    }

    @Test
    void aSlowServiceIsNotAway() throws Exception {
        reading(new Away(1, 3, SourceException.Kind.THROTTLED), false).run(Position.trimHorizon());

        assertThat(pauses).hasSize(3);
        assertThat(outages).isEmpty();
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        assertThatThrownBy(() -> reading(new Away(1, 1, SourceException.Kind.FATAL), true).run(Position.trimHorizon())).hasMessage("away");
        assertThat(pauses).isEmpty();
    }
}

package io.anabranch.kcl.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.kcl.fakes.FakeStream;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.ProcessorContext;
import io.anabranch.kcl.source.SourceException.Kind;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShardDeliveryTest {
    @Test
    void recordsComeInOrderAndOnce() {
        Stand stand = new Stand(7, 1 << 20);
        stand.append(50);
        stand.grant();
        stand.append(50);

        assertThat(stand.numbers()).isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
        assertThat(stand.calls()).startsWith("initialize", "processRecords");
    }

    @Test
    void theClaimIsToldBeforeTheFirstRecord() {
        Stand stand = new Stand();
        stand.append(1);
        List<String> heard = new ArrayList<>();
        stand.processor.duringBatch((records, context) -> heard.addAll(stand.listener.events()));
        stand.grant();

        assertThat(heard).containsExactly("claimed 1 TRIM_HORIZON");
    }

    @Test
    void aBatchHoldsNoMoreRecordsThanAsked() {
        Stand stand = new Stand(7, 1 << 20);
        stand.append(8);
        stand.processor.duringBatch((records, context) -> assertThat(records.size()).isEqualTo(7));
        stand.grant();

        assertThat(stand.calls()).containsExactly("initialize", "processRecords", "processRecords");
    }

    @Test
    void theContextTellsWhatItShould() {
        Stand stand = new Stand();
        Lease lease = stand.grant();
        ProcessorContext context = stand.processor.context();

        assertThat(context.stream()).isEqualTo("stream");
        assertThat(context.shard()).isEqualTo(Stand.SHARD);
        assertThat(context.mode()).isEqualTo(ProcessorContext.Mode.LIVE);
        assertThat(context.fencingToken()).isEqualTo(lease.epoch());
        assertThat(context.parameters()).containsEntry("colour", "green");
        assertThat(context.clock().instant()).isEqualTo(stand.time.instant());
        assertThat(context.isValid()).isTrue();
        stand.lose(lease);
        assertThat(context.isValid()).isFalse();
    }

    @Test
    void aNewClaimStartsAfterTheStoredCheckpoint() {
        Stand stand = new Stand();
        Lease first = stand.grant();
        stand.append(5);
        stand.revoke(first);
        stand.append(5);
        stand.grant();

        assertThat(stand.numbers()).isEqualTo(LongStream.rangeClosed(1, 10).boxed().toList());
        assertThat(stand.listener.events()).contains("released 1 5", "claimed 3 5");
    }

    @Test
    void theEndOfAShardIsCheckpointedOnceTheProcessorKnows() {
        Stand stand = new Stand();
        stand.append(3);
        stand.grant();
        List<ShardId> children = stand.stream.split(Stand.SHARD);
        stand.time.settle();

        assertThat(stand.calls()).containsExactly("initialize", "processRecords", "shardEnded");
        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.ENDED);
        assertThat(stand.checkpoint()).isEqualTo("SHARD_END");
        assertThat(stand.leases.children(Stand.KEY)).isEqualTo(children.stream().map(ShardId::value).toList());
        assertThat(stand.listener.events()).containsSequence("checkpointed 1 SHARD_END", "shardEnded 1 2");
        assertThat(stand.stream.openReaders()).isZero();
        assertThat(stand.budget.inUse()).isZero();
    }

    @Test
    void aShardTheServiceDoesNotKnowEndsWithoutChildren() {
        Stand stand = new Stand();
        stand.grant();
        stand.stream.expire(Stand.SHARD);
        stand.time.settle();

        assertThat(stand.calls()).containsExactly("initialize", "shardEnded");
        assertThat(stand.leases.children(Stand.KEY)).isEmpty();
        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.ENDED);
    }

    @Test
    void aShardIsNotEndedBecauseTheServiceDoesNotKnowItForAWhile() {
        Stand stand = new Stand();
        stand.stream.failNext(Kind.NOT_FOUND);
        stand.append(2);
        stand.grant();
        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.OWNED);

        stand.pass(Duration.ofSeconds(120));
        assertThat(stand.numbers()).containsExactly(1L, 2L);
        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.OWNED);
    }

    @Test
    void aServiceWithoutTheStreamEndsNothing() {
        Stand stand = new Stand();
        stand.grant();
        stand.stream.shardIds().forEach(stand.stream::expire);
        stand.pass(Duration.ofSeconds(120));

        assertThat(stand.calls()).containsExactly("initialize");
        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.OWNED);
    }

    @Test
    void aFetchThatFailedIsRepeatedAfterAPause() {
        Stand stand = new Stand();
        stand.stream.failNext(Kind.RETRY, Kind.THROTTLED, Kind.FATAL);
        stand.append(2);
        stand.grant();
        assertThat(stand.numbers()).isEmpty();
        assertThat(stand.stream.fetches()).isEqualTo(1);

        stand.pass(Duration.ofSeconds(120));
        assertThat(stand.numbers()).containsExactly(1L, 2L);
        assertThat(stand.budget.inUse()).as("only what the waiting fetch reserved").isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void throttledFetchesComeBackSlower() {
        Stand retry = new Stand();
        retry.stream.failNext(Kind.RETRY);
        retry.append(1);
        retry.grant();
        retry.pass(Duration.ofMillis(110));
        assertThat(retry.numbers()).containsExactly(1L);

        Stand throttled = new Stand();
        throttled.stream.failNext(Kind.THROTTLED);
        throttled.append(1);
        throttled.grant();
        throttled.pass(Duration.ofMillis(240));
        assertThat(throttled.numbers()).isEmpty();
        throttled.pass(Duration.ofMillis(300));
        assertThat(throttled.numbers()).containsExactly(1L);
    }

    @Test
    void fetchingRunsAheadOnlyAFewBatches() {
        Stand stand = new Stand(1, 1 << 20);
        stand.append(100);
        stand.processor.failNext("initialize", 2);
        stand.grant();

        assertThat(stand.stream.fetches()).isEqualTo(3);
    }

    @Test
    void timersRunBetweenBatchesWhenTheClockSaysSo() {
        Stand stand = new Stand();
        List<String> fired = new ArrayList<>();
        stand.append(1);
        stand.processor.duringBatch((records, context) -> {
            context.schedule(Duration.ofSeconds(10), () -> fired.add("later"));
            context.schedule(Duration.ofSeconds(5), () -> fired.add("sooner"));
            context.schedule(Duration.ZERO, () -> fired.add("at once"));
        });
        stand.grant();
        assertThat(fired).containsExactly("at once");
        stand.pass(Duration.ofMillis(4_999));
        assertThat(fired).hasSize(1);
        stand.pass(Duration.ofMillis(1));
        assertThat(fired).containsExactly("at once", "sooner");
        stand.pass(Duration.ofSeconds(5));
        assertThat(fired).containsExactly("at once", "sooner", "later");
    }

    @Test
    void timersAreVoidAfterTheClaim() {
        Stand stand = new Stand();
        List<String> fired = new ArrayList<>();
        Lease lease = stand.grant();
        ProcessorContext context = stand.processor.context();
        context.schedule(Duration.ofSeconds(5), () -> fired.add("before"));
        stand.lose(lease);
        context.schedule(Duration.ZERO, () -> fired.add("after"));
        stand.pass(Duration.ofMinutes(1));

        assertThat(fired).isEmpty();
        assertThat(stand.time.timers()).isZero();
    }

    @Test
    void shardsTakeTurnsOnOneThread() {
        Stand stand = new Stand(1, 1 << 20);
        ShardId other = FakeStream.shard(1);
        stand.stream.append(Stand.SHARD, 10);
        stand.stream.append(other, 10);
        stand.leases.grant(Stand.KEY);
        stand.leases.grant(Stand.key(other));
        stand.time.settle();

        List<Boolean> first = stand.numbers().stream().map(number -> number <= 10).toList();
        assertThat(first.subList(0, 10)).as("the first ten come from both shards").contains(true, false);
    }
}

package io.anabranch.kcl.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.kcl.source.SourceException;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardFailureTest {
    @Test
    void theSameRecordsAreGivenAgainAfterAPauseThatDoubles() {
        Stand stand = new Stand();
        stand.processor.failNext("processRecords", 2);
        stand.append(2);
        stand.grant();
        assertThat(stand.numbers()).containsExactly(1L, 2L);
        stand.pass(Duration.ofMillis(99));
        assertThat(stand.numbers()).hasSize(2);
        stand.pass(Duration.ofMillis(1));
        assertThat(stand.numbers()).containsExactly(1L, 2L, 1L, 2L);
        stand.pass(Duration.ofMillis(199));
        assertThat(stand.numbers()).hasSize(4);
        stand.pass(Duration.ofMillis(1));
        assertThat(stand.numbers()).containsExactly(1L, 2L, 1L, 2L, 1L, 2L);
        stand.pass(Stand.CHECKPOINT_EVERY);
        assertThat(stand.checkpoint()).isEqualTo("2");
    }

    @Test
    void noCheckpointCoversRecordsThatFailed() {
        Stand stand = new Stand(1, 1 << 20);
        stand.append(1);
        stand.grant();
        stand.processor.failNext("processRecords", 100);
        stand.append(2);
        stand.pass(Duration.ofMinutes(5));

        assertThat(stand.checkpoint()).isEqualTo("1");
        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.FAILED);
    }

    @Test
    void afterTheLastRetryTheShardIsFailedWithItsReasonAndKept() {
        Stand stand = new Stand();
        stand.processor.failNext("processRecords", 100);
        stand.append(2);
        stand.grant();
        stand.pass(Duration.ofMinutes(5));

        assertThat(stand.calls()).containsExactly("initialize", "processRecords", "processRecords", "processRecords", "processRecords");
        assertThat(stand.leases.reason(Stand.KEY)).hasValueSatisfying(reason ->
                assertThat(reason).contains("PROCESS_RECORDS", "from 1", "4 times", "injected into processRecords"));
        assertThat(stand.listener.events()).contains("failed 1").doesNotContain("released 1 TRIM_HORIZON");
        assertThat(stand.stream.openReaders()).as("it reads no more").isZero();
        assertThat(stand.budget.inUse()).as("and holds no bytes").isZero();
    }

    @Test
    void theReasonIsStoredWhenTheStoreIsBack() {
        Stand stand = new Stand();
        stand.processor.failNext("processRecords", 100);
        stand.append(1);
        stand.grant();
        stand.leases.unavailable(3);
        stand.pass(Duration.ofMinutes(1));

        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.FAILED);
    }

    @Test
    void aFailureOfInitializeIsRetriedToo() {
        Stand stand = new Stand();
        stand.processor.failNext("initialize", 1);
        stand.append(1);
        stand.grant();
        assertThat(stand.numbers()).isEmpty();
        stand.pass(Duration.ofSeconds(1));
        assertThat(stand.calls()).containsExactly("initialize", "initialize", "processRecords");
    }

    @Test
    void aFailureOfShardEndedIsRetriedBeforeTheEndIsStored() {
        Stand stand = new Stand();
        stand.processor.failNext("shardEnded", 1);
        stand.grant();
        stand.stream.split(Stand.SHARD);
        stand.time.settle();
        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.OWNED);
        stand.pass(Duration.ofSeconds(1));
        assertThat(stand.calls()).containsExactly("initialize", "shardEnded", "shardEnded");
        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.ENDED);
    }

    @Test
    void theEndIsStoredAgainUntilTheStoreTakesIt() {
        Stand stand = new Stand();
        stand.grant();
        stand.leases.unavailable(5);
        stand.stream.split(Stand.SHARD);
        stand.pass(Duration.ofMinutes(1));

        assertThat(stand.calls()).containsExactly("initialize", "shardEnded");
        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.ENDED);
    }

    @Test
    void aTimerThatThrowsIsRetriedBeforeAnythingElseAndFailsTheShardInTheEnd() {
        Stand stand = new Stand();
        List<String> order = new ArrayList<>();
        stand.grant();
        stand.processor.context().schedule(Duration.ZERO, () -> {
            order.add("timer");
            throw new IllegalStateException("boom");
        });
        stand.time.settle();
        stand.append(1);
        stand.pass(Duration.ofMinutes(1));

        assertThat(order).hasSize(4);
        assertThat(stand.numbers()).isEmpty();
        assertThat(stand.leases.reason(Stand.KEY)).hasValueSatisfying(reason -> assertThat(reason).contains("FIRE_TIMER", "boom"));
    }

    @Test
    void anErrorCountsAsAFailureToo() {
        Stand stand = new Stand();
        stand.processor.duringBatch((records, context) -> {
            throw new AssertionError("boom");
        });
        stand.append(1);
        stand.grant();
        stand.pass(Duration.ofSeconds(1));
        assertThat(stand.numbers()).containsExactly(1L, 1L);
    }

    @Test
    void aFailedShardIsNotGivenBackEvenIfRevoked() {
        Stand stand = new Stand();
        stand.processor.failNext("processRecords", 100);
        stand.append(1);
        Lease lease = stand.grant();
        stand.pass(Duration.ofMinutes(1));
        stand.revoke(lease);
        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.FAILED);
        assertThat(stand.leases.writes()).containsExactly("fail shardId-000000000000 TRIM_HORIZON");

        stand.lose(lease);
        assertThat(stand.calls()).endsWith("leaseLost");
        assertThat(stand.runners.allStopped().toCompletableFuture()).isDone();
    }

    @Test
    void aShardThatCannotBeOpenedIsTriedAgain() {
        Stand stand = new Stand();
        stand.stream.throwOnOpen(2);
        stand.append(1);
        stand.grant();
        assertThat(stand.numbers()).isEmpty();
        stand.pass(Duration.ofMinutes(1));

        assertThat(stand.calls()).containsExactly("initialize", "processRecords");
        assertThat(stand.stream.openReaders()).isOne();
    }

    @Test
    void aShardThatCouldNotBeOpenedIsGivenBack() {
        Stand stand = new Stand();
        stand.stream.throwOnOpen(1);
        Lease lease = stand.grant();
        stand.revoke(lease);
        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.RELEASED);
        assertThat(stand.budget.inUse()).isZero();
    }

    @Test
    void aListingThatThrowsDoesNotStopTheShard() {
        Stand stand = new Stand();
        stand.stream.throwOnList(1);
        stand.stream.failNext(SourceException.Kind.NOT_FOUND);
        stand.append(1);
        stand.grant();
        stand.pass(Duration.ofMinutes(1));

        assertThat(stand.numbers()).containsExactly(1L);
    }

    @Test
    void anUnreadableCheckpointIsReportedWhenTheStoreIsBack() {
        Stand stand = new Stand();
        stand.leases.unavailable(3);
        stand.runners.granted(new Lease(Stand.KEY, 0, "garbage"));
        stand.pass(Duration.ofSeconds(10));

        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.FAILED);
    }

    @Test
    void retriesStopWhenTheLeaseGoes() {
        Stand stand = new Stand();
        stand.processor.failNext("processRecords", 100);
        stand.append(1);
        Lease lease = stand.grant();
        stand.lose(lease);
        stand.pass(Duration.ofMinutes(1));

        assertThat(stand.calls()).containsExactly("initialize", "processRecords", "leaseLost");
        assertThat(stand.time.timers()).isZero();
    }
}

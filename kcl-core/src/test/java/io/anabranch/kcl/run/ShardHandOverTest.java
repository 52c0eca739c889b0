package io.anabranch.kcl.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseState;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShardHandOverTest {
    @Test
    void revokedMidBatchTheBatchIsFinishedAndTheRestLeftToTheNextOwner() {
        Stand stand = new Stand(2, 1 << 20);
        stand.append(10);
        stand.processor.duringBatch((records, context) -> stand.leases.revoke(new Lease(Stand.KEY, 1, "TRIM_HORIZON")));
        stand.grant();

        assertThat(stand.calls()).containsExactly("initialize", "processRecords", "shutdownRequested");
        assertThat(stand.checkpoint()).isEqualTo("2");
        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.RELEASED);
        assertThat(stand.leases.writes()).as("final checkpoint and release are one write").containsExactly("release shardId-000000000000 2");
        assertThat(stand.listener.events()).containsExactly("claimed 1 TRIM_HORIZON", "checkpointed 1 2", "released 1 2");
        assertThat(stand.stream.openReaders()).isZero();
        assertThat(stand.budget.inUse()).isZero();

        stand.grant();
        assertThat(stand.numbers()).isEqualTo(LongStream.rangeClosed(1, 10).boxed().toList());
    }

    @Test
    void nothingIsProcessedTwiceThroughHandOvers() {
        Stand stand = new Stand(3, 1 << 20);
        for (int round = 0; round < 5; round++) {
            Lease lease = stand.grant();
            stand.append(10);
            stand.revoke(lease);
        }
        assertThat(stand.numbers()).isEqualTo(LongStream.rangeClosed(1, 50).boxed().toList());
    }

    @Test
    void lostMidBatchLeaseLostFollowsAndNothingElse() {
        Stand stand = new Stand(2, 1 << 20);
        stand.append(10);
        stand.processor.duringBatch((records, context) -> {
            assertThat(context.isValid()).isTrue();
            stand.leases.lose(new Lease(Stand.KEY, 1, "TRIM_HORIZON"));
            assertThat(context.isValid()).isFalse();
        });
        stand.grant();
        stand.pass(Duration.ofMinutes(1));

        assertThat(stand.calls()).containsExactly("initialize", "processRecords", "leaseLost");
        assertThat(stand.leases.writes()).isEmpty();
        assertThat(stand.listener.events()).containsExactly("claimed 1 TRIM_HORIZON", "lost 1");
        assertThat(stand.stream.openReaders()).isZero();
        assertThat(stand.budget.inUse()).isZero();
    }

    @Test
    void aRefusedCheckpointIsALostLease() {
        Stand stand = new Stand();
        stand.append(1);
        stand.grant();
        stand.leases.takeAway(Stand.KEY);
        stand.pass(Stand.CHECKPOINT_EVERY);

        assertThat(stand.calls()).containsExactly("initialize", "processRecords", "leaseLost");
        assertThat(stand.checkpoint()).isEqualTo("TRIM_HORIZON");
    }

    @Test
    void lostWhileShuttingDownBothAreTold() {
        Stand stand = new Stand();
        stand.append(1);
        Lease lease = stand.grant();
        stand.leases.hold();
        stand.revoke(lease);
        stand.lose(lease);
        stand.leases.letGo();
        stand.time.settle();

        assertThat(stand.calls()).containsExactly("initialize", "processRecords", "shutdownRequested", "leaseLost");
        assertThat(stand.listener.events()).containsExactly("claimed 1 TRIM_HORIZON", "lost 1");
    }

    @Test
    void suspendedNothingIsDispatchedUntilResumed() {
        Stand stand = new Stand();
        stand.grant();
        stand.leases.suspend();
        stand.append(3);
        stand.pass(Duration.ofMinutes(1));
        assertThat(stand.numbers()).isEmpty();
        stand.leases.resume();
        stand.time.settle();
        assertThat(stand.numbers()).containsExactly(1L, 2L, 3L);
        assertThat(stand.listener.events()).containsSubsequence("suspended", "resumed");
    }

    @Test
    void anInvalidLeaseIsNotProcessedEvenIfNobodyWasTold() {
        Stand stand = new Stand();
        stand.grant();
        stand.leases.setValid(false);
        stand.append(3);
        stand.pass(Duration.ofMinutes(1));
        assertThat(stand.numbers()).isEmpty();
        stand.leases.setValid(true);
        stand.pass(Duration.ofMillis(100));
        assertThat(stand.numbers()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void validityIsAskedBeforeEveryBatch() {
        Stand stand = new Stand(1, 1 << 20);
        stand.append(3);
        stand.processor.duringBatch((records, context) -> stand.leases.setValid(false));
        stand.grant();
        assertThat(stand.numbers()).containsExactly(1L);
    }

    @Test
    void aProcessorThatFailsToShutDownLeavesTheStoredCheckpoint() {
        Stand stand = new Stand();
        stand.append(1);
        Lease lease = stand.grant();
        stand.pass(Stand.CHECKPOINT_EVERY);
        stand.append(1);
        stand.processor.failNext("shutdownRequested", 1);
        stand.revoke(lease);

        assertThat(stand.checkpoint()).isEqualTo("1");
        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.RELEASED);
        assertThat(stand.listener.events()).endsWith("released 1 1");
    }

    @Test
    void theReleaseIsRepeatedUntilTheStoreTakesIt() {
        Stand stand = new Stand();
        stand.append(1);
        Lease lease = stand.grant();
        stand.leases.unavailable(3);
        stand.revoke(lease);
        stand.pass(Duration.ofMinutes(1));

        assertThat(stand.calls()).containsExactly("initialize", "processRecords", "shutdownRequested");
        assertThat(stand.leases.writes()).containsExactly("release shardId-000000000000 1");
        assertThat(stand.listener.events()).containsOnlyOnce("released 1 1");
    }

    @Test
    void aNewClaimWaitsForTheBatchOfTheOldOne() {
        Stand stand = new Stand(1, 1 << 20);
        stand.append(2);
        stand.processor.duringBatch((records, context) -> {
            stand.leases.lose(new Lease(Stand.KEY, 1, "TRIM_HORIZON"));
            Lease second = stand.leases.grant(Stand.KEY);
            stand.leases.lose(second);
            stand.leases.grant(Stand.KEY);
            while (stand.time.step()) {
                // Whatever may run while the batch is running, runs.
            }
            assertThat(stand.calls()).containsExactly("initialize");
        });
        stand.grant();

        assertThat(stand.calls()).containsSubsequence("initialize", "processRecords", "leaseLost", "initialize", "processRecords");
        assertThat(stand.listener.events()).containsSubsequence("lost 1", "claimed 5 TRIM_HORIZON");
        assertThat(stand.listener.events()).containsSubsequence("claimed 3 TRIM_HORIZON", "lost 3");
        assertThat(stand.numbers()).containsExactly(1L, 1L, 2L);
    }

    @Test
    void revokedBeforeItBeganItIsGivenBackUntouched() {
        Stand stand = new Stand();
        stand.processor.failNext("initialize", 1);
        Lease lease = stand.grant();
        stand.revoke(lease);

        assertThat(stand.calls()).containsExactly("initialize");
        assertThat(stand.leases.state(Stand.KEY)).isEqualTo(LeaseState.RELEASED);
    }

    @Test
    void aCheckpointThatCannotBeReadFailsTheLease() {
        Stand stand = new Stand();
        stand.leases.grant(Stand.KEY);
        stand.runners.granted(new Lease(Stand.key(io.anabranch.kcl.fakes.FakeStream.shard(1)), 0, "garbage"));
        stand.time.settle();

        assertThat(stand.leases.reason(Stand.key(io.anabranch.kcl.fakes.FakeStream.shard(1))).orElse("")).contains("garbage");
    }
}

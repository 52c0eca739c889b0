package io.anabranch.kcl.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.processor.LeaseLostException;
import io.anabranch.lease.model.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ShardCheckpointTest {
    private static SequenceNumber number(long value) {
        return SequenceNumber.of(Long.toString(value));
    }

    @Test
    void manyBatchesMakeOneCheckpointASecond() {
        Stand stand = new Stand(1, 1 << 20);
        stand.grant();
        for (int i = 0; i < 30; i++) {
            stand.append(1);
            stand.pass(Duration.ofMillis(100));
        }
        assertThat(stand.leases.writes()).hasSizeBetween(2, 3);
        stand.pass(Stand.CHECKPOINT_EVERY);
        assertThat(stand.checkpoint()).isEqualTo("30");
    }

    @Test
    void nothingNewMakesNoCheckpoint() {
        Stand stand = new Stand();
        stand.append(1);
        stand.grant();
        stand.pass(Duration.ofMinutes(10));
        assertThat(stand.leases.writes()).hasSize(1);
        assertThat(stand.listener.events()).containsExactly("claimed 1 TRIM_HORIZON", "checkpointed 1 1");
    }

    @Test
    void processingGoesOnWhileACheckpointIsUnderWay() {
        Stand stand = new Stand();
        stand.append(1);
        stand.grant();
        stand.leases.hold();
        stand.pass(Stand.CHECKPOINT_EVERY);
        stand.append(1);
        assertThat(stand.numbers()).containsExactly(1L, 2L);
        assertThat(stand.listener.events()).containsExactly("claimed 1 TRIM_HORIZON");
        stand.leases.letGo();
        stand.pass(Stand.CHECKPOINT_EVERY);
        assertThat(stand.checkpoint()).isEqualTo("2");
    }

    @Test
    void aRunningBatchIsNotCovered() {
        Stand stand = new Stand(1, 1 << 20);
        stand.append(2);
        stand.grant();
        stand.processor.duringBatch((records, context) -> stand.time.advance(Duration.ofSeconds(5)));
        stand.append(1);
        assertThat(stand.leases.writes()).first().isEqualTo("checkpoint shardId-000000000000 2");
    }

    @Test
    void anUnavailableStoreIsAskedAgainAndNothingIsLost() {
        Stand stand = new Stand();
        stand.append(1);
        stand.grant();
        stand.leases.unavailable(4);
        stand.pass(Duration.ofSeconds(1));
        stand.append(1);
        stand.pass(Duration.ofMinutes(1));
        assertThat(stand.checkpoint()).isEqualTo("2");
    }

    @Test
    void anExplicitCheckpointIsDurableWhenItsStageCompletes() {
        Stand stand = new Stand();
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        stand.append(3);
        stand.leases.hold();
        stand.processor.duringBatch((records, context) -> asked.add(context.checkpointer().checkpointAsync(number(2)).toCompletableFuture()));
        stand.grant();
        assertThat(asked.get(0)).isNotDone();
        stand.leases.letGo();
        stand.time.step();
        assertThat(stand.checkpoint()).isEqualTo("2");
        assertThat(asked.get(0)).isCompleted();
    }

    @Test
    void checkpointReturnsOnlyOnceItIsDurable() throws Exception {
        Stand stand = new Stand();
        stand.append(3);
        stand.grant();
        stand.leases.hold();
        var waiting = new CompletableFuture<Void>();
        Thread other = new Thread(() -> {
            try {
                stand.processor.context().checkpointer().checkpoint();
                waiting.complete(null);
            } catch (LeaseLostException | InterruptedException e) {
                waiting.completeExceptionally(e);
            }
        });
        other.start();
        while (other.getState() != Thread.State.WAITING) Thread.onSpinWait();
        assertThat(waiting).isNotDone();
        stand.leases.letGo();
        stand.time.settle();
        waiting.get();
        assertThat(stand.checkpoint()).isEqualTo("3");
    }

    @Test
    void recordsBeforeAnExplicitCheckpointAreNotGivenAgain() {
        Stand stand = new Stand();
        stand.append(4);
        stand.processor.duringBatch((records, context) -> {
            context.checkpointer().checkpointAsync(number(3));
            stand.time.step();
            throw new IllegalStateException("boom");
        });
        stand.grant();
        stand.pass(Duration.ofSeconds(1));
        assertThat(stand.numbers()).containsExactly(1L, 2L, 3L, 4L, 4L);
    }

    @Test
    void aCheckpointBeyondWhatWasGivenIsRefused() {
        Stand stand = new Stand();
        stand.append(2);
        stand.grant();
        assertThatThrownBy(() -> stand.processor.context().checkpointer().checkpointAsync(number(3)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("3");
        assertThat(stand.leases.writes()).isEmpty();
    }

    @Test
    void aCheckpointBehindTheStoredOneChangesNothing() {
        Stand stand = new Stand();
        stand.append(5);
        stand.grant();
        stand.pass(Stand.CHECKPOINT_EVERY);
        assertThat(stand.processor.context().checkpointer().checkpointAsync(number(2)).toCompletableFuture()).isCompleted();
        stand.time.settle();
        assertThat(stand.checkpoint()).isEqualTo("5");
    }

    @Test
    void aCheckpointAfterTheLossFails() {
        Stand stand = new Stand();
        stand.append(2);
        Lease lease = stand.grant();
        stand.lose(lease);
        CompletableFuture<Void> answer = stand.processor.context().checkpointer().checkpointAsync(number(2)).toCompletableFuture();
        stand.time.settle();
        assertThat(answer).isCompletedExceptionally();
        assertThatThrownBy(answer::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(LeaseLostException.class);
        assertThat(stand.checkpoint()).isEqualTo("TRIM_HORIZON");
    }

    @Test
    void aLeaseLostExceptionThrownThroughIsNoFailure() {
        Stand stand = new Stand();
        stand.append(2);
        stand.processor.duringBatch((records, context) -> {
            stand.leases.takeAway(Stand.KEY);
            var answer = context.checkpointer().checkpointAsync(number(1)).toCompletableFuture();
            while (!answer.isDone()) stand.time.step();
            throw new LeaseLostException("as checkpoint() would");
        });
        stand.grant();
        stand.pass(Duration.ofMinutes(1));
        assertThat(stand.calls()).containsExactly("initialize", "leaseLost");
        assertThat(stand.numbers()).containsExactly(1L, 2L);
    }
}

package io.anabranch.lease.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.lease.assign.LeaseAssignor;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseListener;
import io.anabranch.lease.model.WorkerTraits;
import io.anabranch.lease.protocol.Member;
import io.anabranch.lease.store.FaultyStore;
import io.anabranch.lease.store.InMemoryStore;
import io.anabranch.lease.store.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long a fleet takes to have everything, and how often it hands things about, on a store that needs 5 ms an answer. */
class FleetStartTest {
    private final VirtualTime time = new VirtualTime();
    private final FaultyStore store = new FaultyStore(InMemoryStore.on(task -> time.after(0, task)), time);
    private final Workload workload = new Workload();

    @Test
    void oneWorkerClaimsManyLeasesAtOnceNotOneByOne() {
        leases(500);
        Worker worker = new Worker("w0");
        run(Duration.ofMillis(500));
        assertThat(worker.member.owned()).hasSize(500);
    }

    @Test
    void aDrainGivesManyLeasesBackAtOnce() {
        leases(500);
        Worker worker = new Worker("w0");
        run(Duration.ofSeconds(1));
        var drained = worker.member.drain().toCompletableFuture();
        run(Duration.ofMillis(200));
        assertThat(drained).isCompleted();
        assertThat(worker.member.owned()).isEmpty();
        assertThat(worker.lost).isEmpty();
    }

    @Test
    void workersThatStartTogetherSpreadEvenlyWithFewMoves() {
        leases(100);
        List<Worker> workers = IntStream.range(0, 20).mapToObj(i -> new Worker(String.format("w%02d", i))).toList();
        run(Duration.ofSeconds(10));
        assertThat(workers).allSatisfy(worker -> assertThat(worker.member.owned()).hasSize(5));
        assertThat(workers.stream().mapToInt(worker -> worker.grants).sum()).isLessThan(200);
    }

    @Test
    void halfOfAFleetThatDrainsMovesOnlyItsOwn() {
        leases(100);
        List<Worker> workers = IntStream.range(0, 20).mapToObj(i -> new Worker(String.format("w%02d", i))).toList();
        run(Duration.ofSeconds(10));
        int before = workers.stream().mapToInt(worker -> worker.grants).sum();
        workers.subList(0, 10).forEach(worker -> worker.member.drain());
        run(Duration.ofSeconds(5));
        assertThat(workers.subList(10, 20)).allSatisfy(worker -> assertThat(worker.member.owned()).hasSize(10));
        assertThat(workers.stream().mapToInt(worker -> worker.grants).sum() - before).isEqualTo(50);
        assertThat(workers).allSatisfy(worker -> assertThat(worker.lost).isEmpty());
    }

    private void leases(int count) {
        IntStream.range(0, count).forEach(i -> workload.add(String.format("s%03d", i), List.of(), 1));
    }

    private void run(Duration duration) {
        time.runUntil(time.now() + duration.toNanos());
    }

    /** Gives back at once what it is asked for. */
    private final class Worker implements LeaseListener {
        final Member member;
        final List<Lease> lost = new ArrayList<>();
        int grants;

        Worker(String id) {
            member = new Member(new Member.Identity(World.PATHS, id, "", WorkerTraits.PLAIN, LeaseAssignor.evenByCount(), World.TIMING), store, workload, this, Comparator.naturalOrder(),
                    new SimulatedProcess(time, 1, 0), () -> Instant.EPOCH, new SplittableRandom(7));
            var unused = member.start();
        }

        @Override
        public void granted(Lease lease) {
            grants++;
        }

        @Override
        public void revoked(Lease lease) {
            var unused = member.release(lease, Optional.empty());
        }

        @Override
        public void lost(Lease lease) {
            lost.add(lease);
        }
    }
}

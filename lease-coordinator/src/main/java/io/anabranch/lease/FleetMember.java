package io.anabranch.lease;

import io.anabranch.lease.model.CheckpointResult;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseView;
import io.anabranch.lease.protocol.Member;
import io.anabranch.lease.store.CoordinationSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** A member on a loop with its own thread. */
final class FleetMember implements LeaseCoordinator {
    private final Member member;
    private final ThreadLoop loop;
    private final AtomicBoolean closed = new AtomicBoolean();

    FleetMember(Member member, ThreadLoop loop) {
        this.member = member;
        this.loop = loop;
    }

    @Override
    public CompletionStage<Void> start() {
        return member.start();
    }

    @Override
    public CompletionStage<CheckpointResult> checkpoint(Lease lease, String position) {
        return member.checkpoint(lease, position);
    }

    @Override
    public CompletionStage<CheckpointResult> release(Lease lease, Optional<String> position) {
        return member.release(lease, position);
    }

    @Override
    public CompletionStage<CheckpointResult> end(Lease lease, String position, List<String> children) {
        return member.end(lease, position, children);
    }

    @Override
    public CompletionStage<CheckpointResult> fail(Lease lease, String reason) {
        return member.fail(lease, reason);
    }

    @Override
    public boolean isValid(Lease lease) {
        return !member.validFor(lease).isZero();
    }

    @Override
    public Duration validFor(Lease lease) {
        return member.validFor(lease);
    }

    @Override
    public List<Lease> owned() {
        return member.owned();
    }

    @Override
    public CompletionStage<List<LeaseView>> leases() {
        return member.leases();
    }

    @Override
    public CompletionStage<Void> drain() {
        return member.drain();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) return;
        CompletionStage<Optional<CoordinationSession>> left = member.leave();
        loop.close();
        if (loop.isCurrent()) {
            var unused = left.thenAccept(session -> session.ifPresent(CoordinationSession::close));
        } else {
            left.toCompletableFuture().join().ifPresent(CoordinationSession::close);
        }
    }
}

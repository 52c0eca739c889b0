package io.anabranch.lease.protocol;

import java.time.Duration;

/**
 * Until when this session's leases are surely its own. A request that the store's leader answered proves that the session lived when it was sent, at
 * {@code c}; nobody can be given its leases before {@code c} + {@link Timing#window}. Only requests that bring the newest assignment along count: from the
 * moment the assignment is known to have changed until it has been read again, answers prove nothing.
 *
 * <p>Written on the loop; read by any thread.
 */
final class Tenure {
    private final EventLoop loop;
    private final long windowNanos;
    private final Runnable onConfirmed;
    private boolean assignmentKnown;
    private volatile long confirmedAt;
    private volatile boolean confirmed;

    /** @param onConfirmed called on the loop whenever the deadline may have moved */
    Tenure(EventLoop loop, Duration window, Runnable onConfirmed) {
        this.loop = loop;
        this.onConfirmed = onConfirmed;
        this.windowNanos = window.toNanos();
    }

    /** The assignment may have changed: until {@link #assignmentRead} no answer moves the deadline. */
    void assignmentInDoubt() {
        assignmentKnown = false;
    }

    /** The assignment has been read, behind a round trip that was sent at {@code sentAt}. */
    void assignmentRead(long sentAt) {
        assignmentKnown = true;
        confirm(sentAt);
    }

    /** A request that was sent at {@code sentAt} was answered through the store's leader. */
    void confirm(long sentAt) {
        if (!assignmentKnown || (confirmed && sentAt - confirmedAt < 0)) return;
        confirmedAt = sentAt;
        confirmed = true;
        onConfirmed.run();
    }

    /** c: when the last request was sent that counts. */
    long confirmedAt() {
        return confirmedAt;
    }

    /** Nanoseconds left, 0 when the deadline has passed. */
    long remainingNanos() {
        if (!confirmed) return 0;
        return Math.max(0, windowNanos - (loop.nanoTime() - confirmedAt));
    }
}

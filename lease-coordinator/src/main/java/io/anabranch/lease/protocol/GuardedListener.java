package io.anabranch.lease.protocol;

import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a listener's exceptions out of the protocol. */
record GuardedListener(LeaseListener listener) implements LeaseListener {
    private static final Logger log = LoggerFactory.getLogger(GuardedListener.class);

    @Override
    public void granted(Lease lease) {
        guard(() -> listener.granted(lease));
    }

    @Override
    public void revoked(Lease lease) {
        guard(() -> listener.revoked(lease));
    }

    @Override
    public void lost(Lease lease) {
        guard(() -> listener.lost(lease));
    }

    @Override
    public void suspended() {
        guard(listener::suspended);
    }

    @Override
    public void resumed() {
        guard(listener::resumed);
    }

    private static void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            log.error("a lease listener failed", e);
        }
    }
}

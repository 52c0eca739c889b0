package io.anabranch.lease.protocol;

import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/** What this worker owns now, and until when. Written on the loop; read by any thread. */
final class Holdings {
    private final EventLoop loop;
    private final ConcurrentSkipListMap<LeaseKey, Held> held = new ConcurrentSkipListMap<>();

    Holdings(EventLoop loop) {
        this.loop = loop;
    }

    /** One owned lease; {@code limited}: it was revoked and is given away after {@code limitNanos} on the loop's clock. */
    private record Held(Lease lease, Tenure tenure, boolean limited, long limitNanos) {
        long remainingNanos(long now) {
            long remaining = tenure.remainingNanos();
            return limited ? Math.max(0, Math.min(remaining, limitNanos - now)) : remaining;
        }
    }

    void add(Lease lease, Tenure tenure) {
        held.put(lease.key(), new Held(lease, tenure, false, 0));
    }

    void limit(Lease lease, long untilNanos) {
        held.computeIfPresent(lease.key(), (key, was) -> new Held(was.lease(), was.tenure(), true, untilNanos));
    }

    void remove(Lease lease) {
        held.computeIfPresent(lease.key(), (key, was) -> was.lease().epoch() == lease.epoch() ? null : was);
    }

    Duration validFor(Lease lease) {
        Held current = held.get(lease.key());
        if (current == null || current.lease().epoch() != lease.epoch()) return Duration.ZERO;
        return Duration.ofNanos(current.remainingNanos(loop.nanoTime()));
    }

    List<Lease> owned() {
        return held.values().stream().map(Held::lease).toList();
    }
}

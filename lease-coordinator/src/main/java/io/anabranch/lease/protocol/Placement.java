package io.anabranch.lease.protocol;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the leader has put one lease: with a holder, with a holder that shall hand over to a stand-by, or with a holder that shall give it back. One
 * placement a lease, so that no two documents can call it ACTIVE.
 *
 * @param revoking the holder shall give it back
 * @param standby  who claims it then; only with {@code revoking}
 */
record Placement(Hold holder, boolean revoking, Optional<Hold> standby) {
    record Hold(String incarnation, long epoch) {}

    static Placement active(String incarnation, long epoch) {
        return new Placement(new Hold(incarnation, epoch), false, Optional.empty());
    }

    Placement handingOver(String incarnation, long epoch) {
        return new Placement(holder, true, Optional.of(new Hold(incarnation, epoch)));
    }

    Placement givingBack() {
        return new Placement(holder, true, Optional.empty());
    }

    /** The highest epoch that may have been claimed by it. */
    long epoch() {
        return standby.map(Hold::epoch).orElse(holder.epoch());
    }

    Placement withoutStandby() {
        return new Placement(holder, revoking, Optional.empty());
    }

    /** The stand-by takes over, or nobody. */
    Optional<Placement> succeeded() {
        return standby.map(next -> active(next.incarnation(), next.epoch()));
    }

    Stream<String> incarnations() {
        return Stream.concat(Stream.of(holder.incarnation()), standby.map(Hold::incarnation).stream());
    }
}

package io.anabranch.lease;

import io.anabranch.lease.assign.LeaseAssignor;
import io.anabranch.lease.model.WorkerTraits;
import io.anabranch.lease.protocol.Member;
import io.anabranch.lease.protocol.Paths;
import io.anabranch.lease.protocol.Timing;
import java.time.Duration;

/**
 * How one worker takes part in its fleet. All workers of an application should have the same durations.
 *
 * @param application        name of the fleet; its nodes live under {@code /kcl/{application}}
 * @param workerId           name of this worker, for people: the protocol tells workers apart by their sessions
 * @param host               where it runs, for people
 * @param traits             what the leader assigns by: capacity, most leases, zone, tags
 * @param assignor           how this worker assigns while it is the leader
 * @param sessionTimeout     T: how long after its last word a worker is declared dead. The store may negotiate another value, which then counts
 * @param tick               the store's own clock step, on which sessions expire; at most T/8
 * @param checkpointLinger   how long a checkpoint waits for a newer one of the same lease; releases, ends and failures never wait
 * @param drainDeadline      how long an owner that was asked to hand over may take before the lease is given away without it; at least T + tick
 * @param membershipDebounce how long the leader lets joins and leaves settle before it acts on them
 * @param catalogInterval    how often the leader asks the catalog; with 10 % jitter
 */
public record LeaseSettings(String application, String workerId, String host, WorkerTraits traits, LeaseAssignor assignor,
        Duration sessionTimeout, Duration tick, Duration checkpointLinger, Duration drainDeadline, Duration membershipDebounce, Duration catalogInterval) {

    public LeaseSettings {
        requireNodeName("application", application);
        requireNodeName("workerId", workerId);
        requireAtLeast("sessionTimeout", sessionTimeout, Duration.ofMillis(100));
        requireAtLeast("tick", tick, Duration.ofMillis(1));
        requireAtLeast("checkpointLinger", checkpointLinger, Duration.ZERO);
        requireAtLeast("drainDeadline", drainDeadline, Duration.ofMillis(1));
        requireAtLeast("membershipDebounce", membershipDebounce, Duration.ZERO);
        requireAtLeast("catalogInterval", catalogInterval, Duration.ofMillis(10));
    }

    /** T = 6 s, tick 500 ms, linger 2 ms, drain deadline 30 s, debounce 50 ms, catalog every 30 s. */
    public static LeaseSettings of(String application, String workerId) {
        return new LeaseSettings(application, workerId, "", WorkerTraits.PLAIN, LeaseAssignor.evenByCount(), Duration.ofSeconds(6), Duration.ofMillis(500),
                Duration.ofMillis(2), Duration.ofSeconds(30), Duration.ofMillis(50), Duration.ofSeconds(30));
    }

    public LeaseSettings withHost(String value) {
        return new LeaseSettings(application, workerId, value, traits, assignor, sessionTimeout, tick, checkpointLinger, drainDeadline, membershipDebounce,
                catalogInterval);
    }

    public LeaseSettings withTraits(WorkerTraits value) {
        return new LeaseSettings(application, workerId, host, value, assignor, sessionTimeout, tick, checkpointLinger, drainDeadline,
                membershipDebounce, catalogInterval);
    }

    /** Every worker of the application should have the same one: each may be the leader. */
    public LeaseSettings withAssignor(LeaseAssignor value) {
        return new LeaseSettings(application, workerId, host, traits, value, sessionTimeout, tick, checkpointLinger, drainDeadline,
                membershipDebounce, catalogInterval);
    }

    /** Also lowers the tick to T/8 if it is longer (the store's must then be as short), and raises the drain deadline to T + tick if it is shorter. */
    public LeaseSettings withSessionTimeout(Duration value) {
        Duration step = min(tick, value.dividedBy(8));
        return new LeaseSettings(application, workerId, host, traits, assignor, value, step, checkpointLinger, max(drainDeadline, value.plus(step)),
                membershipDebounce, catalogInterval);
    }

    public LeaseSettings withTick(Duration value) {
        return new LeaseSettings(application, workerId, host, traits, assignor, sessionTimeout, value, checkpointLinger, drainDeadline, membershipDebounce,
                catalogInterval);
    }

    public LeaseSettings withCheckpointLinger(Duration value) {
        return new LeaseSettings(application, workerId, host, traits, assignor, sessionTimeout, tick, value, drainDeadline,
                membershipDebounce, catalogInterval);
    }

    public LeaseSettings withDrainDeadline(Duration value) {
        return new LeaseSettings(application, workerId, host, traits, assignor, sessionTimeout, tick, checkpointLinger, value, membershipDebounce,
                catalogInterval);
    }

    public LeaseSettings withMembershipDebounce(Duration value) {
        return new LeaseSettings(application, workerId, host, traits, assignor, sessionTimeout, tick, checkpointLinger, drainDeadline, value, catalogInterval);
    }

    public LeaseSettings withCatalogInterval(Duration value) {
        return new LeaseSettings(application, workerId, host, traits, assignor, sessionTimeout, tick, checkpointLinger, drainDeadline,
                membershipDebounce, value);
    }

    /** The rules between fields, checked where a coordinator is created. */
    LeaseSettings requireSafe() {
        if (tick.multipliedBy(8).compareTo(sessionTimeout) > 0) {
            throw new IllegalArgumentException("tick must be at most an eighth of sessionTimeout " + sessionTimeout + ", was " + tick);
        }
        if (drainDeadline.compareTo(sessionTimeout.plus(tick)) < 0) {
            throw new IllegalArgumentException(
                    "drainDeadline must be at least sessionTimeout + tick = " + sessionTimeout.plus(tick) + ", was " + drainDeadline);
        }
        return this;
    }

    Member.Identity identity() {
        Timing timing = new Timing(sessionTimeout, tick, checkpointLinger, drainDeadline, membershipDebounce, catalogInterval);
        return new Member.Identity(new Paths(application), workerId, host, traits, assignor, timing);
    }

    private static void requireNodeName(String what, String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.chars().anyMatch(c -> c == '/' || c == '#' || c < ' ')) {
            throw new IllegalArgumentException(what + " must be a name without '/' and '#', was '" + name + "'");
        }
    }

    private static void requireAtLeast(String what, Duration value, Duration minimum) {
        if (value.compareTo(minimum) < 0) throw new IllegalArgumentException(what + " must be at least " + minimum + ", was " + value);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}

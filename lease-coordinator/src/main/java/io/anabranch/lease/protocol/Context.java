package io.anabranch.lease.protocol;

import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What every loop of one session works with. */
record Context(Paths paths, Timing timing, String incarnation, EventLoop loop, InstantSource clock, RandomGenerator random) {
    Instant now() {
        return clock.instant();
    }
}

package io.anabranch.simulator.stream;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is set. */
public final class SettableClock implements InstantSource {
    private volatile Instant now;

    public SettableClock(Instant now) {
        this.now = now;
    }

    public void set(Instant value) {
        now = value;
    }

    @Override
    public Instant instant() {
        return now;
    }
}

package io.anabranch.lease.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a session's listener hears, in order. */
public final class RecordingListener implements SessionListener {
    private final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    public void suspended() {
        events.add("suspended");
    }

    @Override
    public void reconnected() {
        events.add("reconnected");
    }

    @Override
    public void expired() {
        events.add("expired");
    }

    public List<String> events() {
        return List.copyOf(events);
    }
}

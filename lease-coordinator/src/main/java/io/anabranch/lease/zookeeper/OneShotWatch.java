package io.anabranch.lease.zookeeper;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;

/** Tells its watcher of the first change, once, even if the client library has it registered in two places. Connection events are not changes. */
final class OneShotWatch implements Watcher {
    private final Runnable watcher;
    private final AtomicBoolean fired = new AtomicBoolean();

    OneShotWatch(Runnable watcher) {
        this.watcher = watcher;
    }

    @Override
    public void process(WatchedEvent event) {
        if (event.getType() != Event.EventType.None) {
            fire();
        }
    }

    void fire() {
        if (fired.compareAndSet(false, true)) {
            watcher.run();
        }
    }
}

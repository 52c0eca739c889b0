package io.anabranch.lease.zookeeper;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;

/**
 * Tells its watcher of the first change, once, even if the client library has it registered in two places. Connection events are not changes, and a
 * session that is being closed is not told how its own nodes vanish.
 */
final class OneShotWatch implements Watcher {
    private final Runnable watcher;
    private final BooleanSupplier closing;
    private final AtomicBoolean fired = new AtomicBoolean();

    OneShotWatch(Runnable watcher, BooleanSupplier closing) {
        this.watcher = watcher;
        this.closing = closing;
    }

    @Override
    public void process(WatchedEvent event) {
        if (event.getType() != Event.EventType.None) {
            fire();
        }
    }

    void fire() {
        if (!closing.getAsBoolean() && fired.compareAndSet(false, true)) {
            watcher.run();
        }
    }
}

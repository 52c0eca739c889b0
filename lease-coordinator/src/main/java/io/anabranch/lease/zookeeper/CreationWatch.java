package io.anabranch.lease.zookeeper;

import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;

/**
 * Waits for a node to be created, for those who watch its children while it does not exist (ZooKeeper has no child watch on a missing node). One object
 * a path, so that registering it again and again leaves one registration.
 */
final class CreationWatch implements Watcher {
    private final List<OneShotWatch> waiting = new ArrayList<>();

    synchronized void add(OneShotWatch watch) {
        waiting.add(watch);
    }

    @Override
    public void process(WatchedEvent event) {
        if (event.getType() == Event.EventType.NodeCreated) {
            created();
        }
    }

    void created() {
        takeAll().forEach(OneShotWatch::fire);
    }

    private synchronized List<OneShotWatch> takeAll() {
        List<OneShotWatch> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
}

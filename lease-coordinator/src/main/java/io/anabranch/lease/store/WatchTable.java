package io.anabranch.lease.store;

import io.anabranch.lease.store.NodeTree.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** One session's one-shot watches. Not thread-safe. */
final class WatchTable {
    private final TreeMap<String, List<Runnable>> nodes = new TreeMap<>();
    private final TreeMap<String, List<Runnable>> children = new TreeMap<>();

    void watchNode(String path, Optional<Runnable> watcher) {
        watcher.ifPresent(w -> nodes.computeIfAbsent(path, p -> new ArrayList<>()).add(w));
    }

    void watchChildren(String path, Optional<Runnable> watcher) {
        watcher.ifPresent(w -> children.computeIfAbsent(path, p -> new ArrayList<>()).add(w));
    }

    /** Takes out the watchers these changes fire, in the order of the changes. */
    List<Runnable> fired(List<Change> changes) {
        List<Runnable> fired = new ArrayList<>();
        for (Change change : changes) {
            switch (change.what()) {
                case DATA -> take(nodes, change.path(), fired);
                case CHILDREN -> take(children, change.path(), fired);
                case CREATED, DELETED -> {
                    take(nodes, change.path(), fired);
                    take(children, change.path(), fired);
                }
            }
        }
        return fired;
    }

    private static void take(TreeMap<String, List<Runnable>> watches, String path, List<Runnable> into) {
        List<Runnable> taken = watches.remove(path);
        if (taken != null) into.addAll(taken);
    }
}

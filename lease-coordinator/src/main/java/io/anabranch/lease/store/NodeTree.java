package io.anabranch.lease.store;

import io.anabranch.lease.store.CoordinationSession.Node;
import io.anabranch.lease.store.CoordinationSession.WriteResult;
import io.anabranch.lease.store.StoreException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * ZooKeeper's data model and nothing else: no clock, no I/O, no threads. The same transactions in the same order give the same tree, so a lagging copy
 * is this class fed later.
 *
 * <p>As in ZooKeeper, a sequence number is the count of children ever created under the parent, written with ten digits; an ephemeral node has no
 * children; {@code -1} is any version; a request of several writes is carried out wholly or not at all.
 */
final class NodeTree {
    /** What one committed transaction did to one path; decides which watches fire. */
    record Change(String path, What what) {
        enum What { CREATED, DATA, DELETED, CHILDREN }
    }

    /** A committed request: the results for the caller, the changes for the watchers. */
    record Committed(List<WriteResult> results, List<Change> changes) {}

    private static final class Entry {
        byte[] data;
        int version;
        int created;
        final long owner;
        final TreeSet<String> children = new TreeSet<>();

        Entry(byte[] data, long owner) {
            this.data = data;
            this.owner = owner;
        }
    }

    private final TreeMap<String, Entry> nodes = new TreeMap<>();

    NodeTree() {
        nodes.put("/", new Entry(new byte[0], 0));
    }

    Optional<Node> read(String path) {
        Entry entry = nodes.get(path);
        return entry == null ? Optional.empty() : Optional.of(new Node(entry.data.clone(), entry.version, entry.owner));
    }

    List<String> children(String path) {
        Entry entry = nodes.get(path);
        return entry == null ? List.of() : List.copyOf(entry.children);
    }

    /** Carries out all writes for the session, or none: then the exception names the first that failed. */
    Committed commit(long session, List<Write> writes) throws StoreException {
        Transaction transaction = new Transaction(session);
        for (int i = 0; i < writes.size(); i++) {
            StoreException.@Nullable Kind failure = transaction.apply(writes.get(i));
            if (failure != null) {
                transaction.rollBack();
                throw new StoreException(failure, i, writes.get(i).path());
            }
        }
        return new Committed(List.copyOf(transaction.results), List.copyOf(transaction.changes));
    }

    /** Removes the session's ephemeral nodes, in the order of their paths. */
    List<Change> endSession(long session) {
        List<String> owned = nodes.entrySet().stream().filter(node -> node.getValue().owner == session && session != 0)
                .map(node -> node.getKey()).toList();
        Transaction transaction = new Transaction(session);
        owned.forEach(path -> transaction.delete(path, -1));
        return List.copyOf(transaction.changes);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** One request under way: applies at once and remembers how to undo. */
    private final class Transaction {
        final long session;
        final List<WriteResult> results = new ArrayList<>();
        final List<Change> changes = new ArrayList<>();
        final Deque<Runnable> undo = new ArrayDeque<>();

        Transaction(long session) {
            this.session = session;
        }

        /** @return why it cannot be done, or null */
        @Nullable Kind apply(Write write) {
            if (write instanceof Write.Create create) return create(create);
            if (write instanceof Write.Replace replace) return replace(replace);
            if (write instanceof Write.Delete delete) return delete(delete.path(), delete.version());
            return check((Write.Check) write);
        }

        void rollBack() {
            undo.forEach(Runnable::run);
        }

        private @Nullable Kind create(Write.Create create) {
            Entry parent = nodes.get(parent(create.path()));
            if (parent == null) return Kind.NO_NODE;
            if (parent.owner != 0) return Kind.REJECTED;
            String path = switch (create.mode()) {
                case PERSISTENT, EPHEMERAL -> create.path();
                case PERSISTENT_SEQUENTIAL, EPHEMERAL_SEQUENTIAL -> create.path() + String.format("%010d", parent.created);
            };
            if (nodes.containsKey(path)) return Kind.NODE_EXISTS;
            long owner = switch (create.mode()) {
                case PERSISTENT, PERSISTENT_SEQUENTIAL -> 0;
                case EPHEMERAL, EPHEMERAL_SEQUENTIAL -> session;
            };
            add(path, parent, new Entry(create.data().clone(), owner));
            results.add(new WriteResult(path, 0));
            return null;
        }

        private void add(String path, Entry parent, Entry entry) {
            nodes.put(path, entry);
            parent.children.add(name(path));
            parent.created++;
            undo.push(() -> {
                nodes.remove(path);
                parent.children.remove(name(path));
                parent.created--;
            });
            changes.add(new Change(path, Change.What.CREATED));
            changes.add(new Change(parent(path), Change.What.CHILDREN));
        }

        private @Nullable Kind replace(Write.Replace replace) {
            Kind mismatch = mismatch(replace.path(), replace.version());
            if (mismatch != null) return mismatch;
            Entry entry = existing(replace.path());
            byte[] before = entry.data;
            entry.data = replace.data().clone();
            entry.version++;
            undo.push(() -> {
                entry.data = before;
                entry.version--;
            });
            changes.add(new Change(replace.path(), Change.What.DATA));
            results.add(new WriteResult(replace.path(), entry.version));
            return null;
        }

        @Nullable Kind delete(String path, int version) {
            Kind mismatch = mismatch(path, version);
            if (mismatch != null) return mismatch;
            Entry entry = existing(path);
            if (!entry.children.isEmpty()) return Kind.NOT_EMPTY;
            Entry parent = existing(parent(path));
            nodes.remove(path);
            parent.children.remove(name(path));
            undo.push(() -> {
                nodes.put(path, entry);
                parent.children.add(name(path));
            });
            changes.add(new Change(path, Change.What.DELETED));
            changes.add(new Change(parent(path), Change.What.CHILDREN));
            results.add(new WriteResult(path, -1));
            return null;
        }

        private @Nullable Kind check(Write.Check check) {
            Kind mismatch = mismatch(check.path(), check.version());
            if (mismatch == null) results.add(new WriteResult(check.path(), -1));
            return mismatch;
        }

        private @Nullable Kind mismatch(String path, int version) {
            Entry entry = nodes.get(path);
            if (entry == null) return Kind.NO_NODE;
            return version == -1 || version == entry.version ? null : Kind.BAD_VERSION;
        }

        private Entry existing(String path) {
            Entry entry = nodes.get(path);
            if (entry == null) throw new IllegalStateException("node vanished inside a transaction: " + path);
            return entry;
        }
    }
}

package io.anabranch.lease.zookeeper;

import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one session, all on the one ZooKeeper handle the session has. Answers, watches and session events come on the handle's event thread.
 *
 * <p>A read with a watch sends two requests, because ZooKeeper sets a data or child watch only on a node that exists: the {@code exists} behind it sets
 * the watch for the creation of a missing one. Both go out together, so that answers keep the order of the requests.
 */
final class ZooKeeperSession implements CoordinationSession {
    private static final int LARGEST_REQUEST_BYTES = 1_000_000;

    private final ZooKeeper handle;
    private final ConnectString address;
    private final Runnable closeConnection;
    private final Map<String, CreationWatch> creations = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /** @param closeConnection ends the handle and whatever belongs to it; blocks */
    ZooKeeperSession(ZooKeeper handle, ConnectString address, Runnable closeConnection) {
        this.handle = handle;
        this.address = address;
        this.closeConnection = closeConnection;
    }

    @Override
    public long id() {
        return handle.getSessionId();
    }

    @Override
    public Duration timeout() {
        return Duration.ofMillis(handle.getSessionTimeout());
    }

    @Override
    public CompletionStage<Optional<Node>> read(String path, Optional<Runnable> watcher) {
        String node = address.absolute(path);
        OneShotWatch watch = watch(watcher);
        return request("read " + path, reply -> sendRead(reply, node, watch));
    }

    private void sendRead(Reply<Optional<Node>> reply, String node, @Nullable OneShotWatch watch) {
        handle.getData(node, watch, (code, p, c, data, stat) -> answerRead(reply, Code.get(code), data, stat, watch != null), null);
        if (watch != null) {
            handle.exists(node, watch, (code, p, c, stat) -> answerMissing(reply, Code.get(code), Optional.empty(), watch::fire), null);
        }
    }

    private static void answerRead(Reply<Optional<Node>> reply, Code code, byte[] data, Stat stat, boolean watched) {
        if (code == Code.OK) {
            reply.complete(Optional.of(node(data, stat)));
        } else if (code != Code.NONODE) {
            reply.fail(code);
        } else if (!watched) {
            reply.complete(Optional.empty());
        }
    }

    @Override
    public CompletionStage<List<String>> children(String path, Optional<Runnable> watcher) {
        String node = address.absolute(path);
        OneShotWatch watch = watch(watcher);
        return request("children " + path, reply -> sendChildren(reply, node, watch));
    }

    private void sendChildren(Reply<List<String>> reply, String node, @Nullable OneShotWatch watch) {
        handle.getChildren(node, watch, (code, p, c, names, stat) -> answerChildren(reply, Code.get(code), names, node, watch), null);
        if (watch != null) {
            CreationWatch creation = creations.computeIfAbsent(node, n -> new CreationWatch());
            handle.exists(node, creation, (code, p, c, stat) -> answerMissing(reply, Code.get(code), List.of(), creation::created), null);
        }
    }

    private void answerChildren(Reply<List<String>> reply, Code code, List<String> names, String node, @Nullable OneShotWatch watch) {
        if (code == Code.OK) {
            reply.complete(names.stream().sorted().toList());
        } else if (code != Code.NONODE) {
            reply.fail(code);
        } else if (watch == null) {
            reply.complete(List.of());
        } else {
            creations.computeIfAbsent(node, n -> new CreationWatch()).add(watch);
        }
    }

    /** The answer of the {@code exists} behind a watched read: it counts only if the read itself found no node. */
    private static <T> void answerMissing(Reply<T> reply, Code code, T nothing, Runnable changed) {
        if (reply.isDone()) {
            return;
        }
        if (code == Code.NONODE) {
            reply.complete(nothing);
        } else if (code == Code.OK) {
            reply.complete(nothing);
            changed.run(); // created between the two requests
        } else {
            reply.fail(code);
        }
    }

    @Override
    public CompletionStage<List<Optional<Node>>> readAll(List<String> paths) {
        if (paths.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        List<String> nodes = paths.stream().map(address::absolute).toList();
        return request("read " + nodes.size() + " nodes from " + paths.get(0), reply -> new MultiRead(handle, nodes, reply).send());
    }

    @Override
    public CompletionStage<List<WriteResult>> write(List<Write> operations) {
        if (operations.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        List<Write> writes = List.copyOf(operations);
        List<Op> ops = writes.stream().map(write -> Writes.toOp(write, address.absolute(write.path()))).toList();
        return request("write " + writes.size() + " from " + writes.get(0).path(), reply -> sendWrite(reply, writes, ops));
    }

    /** For a request that is too large the server would cut the connection, which the writer could not tell from a loss worth another try. */
    private void sendWrite(Reply<List<WriteResult>> reply, List<Write> writes, List<Op> ops) {
        if (writes.stream().mapToLong(Writes::bytes).sum() > LARGEST_REQUEST_BYTES) {
            reply.reject("larger than " + LARGEST_REQUEST_BYTES + " bytes:");
        } else {
            handle.multi(ops, (code, p, c, results) -> answerWrite(reply, writes, Code.get(code), results), null);
        }
    }

    private static void answerWrite(Reply<List<WriteResult>> reply, List<Write> writes, Code code, @Nullable List<OpResult> results) {
        List<OpResult> known = results == null ? List.of() : results;
        if (code != Code.OK || known.size() != writes.size()) {
            int failed = Failures.failedOperation(known);
            reply.fail(failed < 0 ? code : Code.get(((OpResult.ErrorResult) known.get(failed)).getErr()), failed);
            return;
        }
        List<WriteResult> written = new ArrayList<>(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            written.add(Writes.result(writes.get(i), known.get(i)));
        }
        reply.complete(Collections.unmodifiableList(written));
    }

    @Override
    public CompletionStage<Void> sync() {
        return request("sync", (Reply<Void> reply) -> handle.sync("/", (code, p, c) -> answerSync(reply, Code.get(code)), null));
    }

    private static void answerSync(Reply<Void> reply, Code code) {
        if (code == Code.OK) {
            reply.complete(null);
        } else {
            reply.fail(code);
        }
    }

    @Override
    public void close() {
        closing = true;
        closeConnection.run();
    }

    /** For tests that end a session on the server's side. */
    ZooKeeper handle() {
        return handle;
    }

    private @Nullable OneShotWatch watch(Optional<Runnable> watcher) {
        return watcher.map(w -> new OneShotWatch(w, () -> closing)).orElse(null);
    }

    private <T> CompletionStage<T> request(String what, Consumer<Reply<T>> send) {
        Reply<T> reply = new Reply<>(what, () -> closing);
        if (closing) {
            reply.refuse();
        } else {
            send.accept(reply);
        }
        return reply;
    }

    static Node node(byte @Nullable [] data, Stat stat) {
        return new Node(data == null ? new byte[0] : data, stat.getVersion(), stat.getEphemeralOwner());
    }
}

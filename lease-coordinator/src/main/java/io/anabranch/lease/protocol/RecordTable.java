package io.anabranch.lease.protocol;

import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseView;
import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.CoordinationSession.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads all lease records of an application, for looking at; no loop, no state. */
public final class RecordTable {
    private RecordTable() {}

    /** The records as the store's leader has them now, by key. Not a snapshot: each is read by itself. */
    public static CompletionStage<List<LeaseView>> read(CoordinationSession session, Paths paths) {
        return session.sync().thenCompose(synced -> session.children(paths.streams(), Optional.empty()))
                .thenCompose(streams -> keys(session, paths, streams))
                .thenCompose(keys -> session.readAll(keys.stream().map(paths::record).toList()).thenApply(nodes -> views(keys, nodes)));
    }

    private static CompletionStage<List<LeaseKey>> keys(CoordinationSession session, Paths paths, List<String> streams) {
        CompletionStage<List<LeaseKey>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (String stream : streams) {
            all = all.thenCombine(session.children(paths.shards(stream), Optional.empty()), (keys, shards) -> {
                shards.forEach(shard -> keys.add(new LeaseKey(stream, shard)));
                return keys;
            });
        }
        return all;
    }

    private static List<LeaseView> views(List<LeaseKey> keys, List<Optional<Node>> nodes) {
        List<LeaseView> views = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            LeaseKey key = keys.get(i);
            nodes.get(i).ifPresent(node -> views.add(view(key, LeaseRecord.decode(node.data()))));
        }
        return views;
    }

    private static LeaseView view(LeaseKey key, LeaseRecord record) {
        return new LeaseView(key, record.state(), record.owner().map(WorkerNode::id), record.epoch(), record.checkpoint(), record.parents(),
                record.reason());
    }
}

package io.anabranch.lease.protocol;

import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseState;
import io.anabranch.lease.store.CoordinationSession.Node;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Fills a new leader's view from the store: documents, then streams with their records. Its write to the leader's node came before, so it reads nothing
 * older than that. A node that cannot be parsed is left out, and named in the log.
 */
final class LeaderLoad {
    /** Stands for a record that cannot be parsed: never placed, never created again. */
    private static final FleetView.Known UNREADABLE = new FleetView.Known(LeaseState.FAILED, List.of(), Long.MAX_VALUE, Instant.EPOCH);

    private final Context context;
    private final Link link;
    private final FleetView view;
    private final CatalogSync sync;

    LeaderLoad(Context context, Link link, FleetView view, CatalogSync sync) {
        this.context = context;
        this.link = link;
        this.view = view;
        this.sync = sync;
    }

    void run(Runnable done) {
        link.children(context.paths().assignments(), names -> {
            List<String> paths = names.stream().map(context.paths()::assignment).toList();
            link.readAll(paths, nodes -> {
                Parsed.each(names, nodes, this::document);
                link.children(context.paths().streams(), streams -> streams(new ArrayDeque<>(streams), done));
            });
        });
    }

    private void document(String incarnation, Node node) {
        Assignment assignment = Assignment.decode(node.data());
        view.documents.put(incarnation, new FleetView.Stored(assignment, node.version()));
        assignment.entries().forEach(entry -> place(incarnation, entry));
    }

    /** Both halves of a hand-over were written together, but may be read in either order. */
    private void place(String incarnation, Assignment.Entry entry) {
        Placement.Hold hold = new Placement.Hold(incarnation, entry.epoch());
        Placement other = view.placements.get(entry.key());
        Placement placed = switch (entry.wish()) {
            case ACTIVE -> Placement.active(incarnation, entry.epoch());
            case REVOKE -> new Placement(hold, true, other == null ? Optional.empty() : other.standby());
            case STANDBY -> new Placement(other == null ? hold : other.holder(), true, Optional.of(hold));
        };
        view.placements.put(entry.key(), placed);
    }

    private void streams(Deque<String> left, Runnable done) {
        String stream = left.poll();
        if (stream == null) {
            done.run();
            return;
        }
        link.read(context.paths().stream(stream), node -> link.children(context.paths().shards(stream), shards -> {
            List<LeaseKey> keys = shards.stream().map(shard -> new LeaseKey(stream, shard)).toList();
            link.readAll(keys.stream().map(context.paths()::record).toList(), records -> {
                node.ifPresent(found -> sync.loaded(stream, found));
                keys.forEach(key -> view.leases.put(key, UNREADABLE));
                Parsed.each(keys, records, (key, record) -> view.leases.put(key, FleetView.Known.of(LeaseRecord.decode(record.data()))));
                streams(left, done);
            });
        }));
    }
}

package io.anabranch.lease.protocol;

import io.anabranch.lease.model.Catalog.StreamLeases;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseSpec;
import io.anabranch.lease.model.LeaseState;
import io.anabranch.lease.store.CoordinationSession.Node;
import io.anabranch.lease.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the records what the catalog says must exist. A stream's start is stored before its first record, and parents before their children, so that
 * no crash in between starts a lease elsewhere or opens a gate too early. A record that is not ENDED is never deleted.
 *
 * <p>A stream whose identity changed is started over: first nothing of it is placed any more, then every record goes back to the start under a new epoch
 * (so that no write of an owner of before is accepted) or, if it is not listed any more, is ENDED, and last the new identity is stored. A leader
 * that dies on the way leaves the old identity, and the next one does it again.
 */
final class CatalogSync {
    private static final int BATCH = 100;
    /** How long a record that ended stays after the catalog has forgotten it. */
    private static final Duration RETENTION = Duration.ofDays(1);

    private static final Logger log = LoggerFactory.getLogger(CatalogSync.class);

    private final Context context;
    private final Link link;
    private final LeaderWrites writes;
    private final FleetView view;
    private final LongSupplier epochs;
    private final TreeMap<String, Stream> streams = new TreeMap<>();
    private final TreeMap<String, StreamLeases> restarts = new TreeMap<>();

    private record Stream(StreamNode node, int version) {}

    CatalogSync(Context context, Link link, LeaderWrites writes, FleetView view, LongSupplier epochs) {
        this.context = context;
        this.link = link;
        this.writes = writes;
        this.view = view;
        this.epochs = epochs;
    }

    /** A stream that is stored already. */
    void loaded(String stream, Node node) {
        streams.put(stream, new Stream(StreamNode.decode(node.data()), node.version()));
    }

    /** Creates what is missing, one request after the other, then calls {@code done}. */
    void merge(List<StreamLeases> listed, Runnable done) {
        if (listed.isEmpty()) {
            done.run();
            return;
        }
        StreamLeases first = listed.get(0);
        Runnable rest = () -> merge(listed.subList(1, listed.size()), done);
        Stream known = streams.get(first.stream());
        if (known == null) {
            createStream(first, () -> createMissing(first, rest));
        } else if (known.node().identity().equals(first.identity())) {
            createMissing(first, () -> sweep(first, rest));
        } else {
            restarts.put(first.stream(), first);
            view.restarting.add(first.stream());
            rest.run();
        }
    }

    /** Starts a stream over that waits for it, if there is one and nothing of it is placed; {@code done} follows each single one. */
    boolean restartOne(Runnable done) {
        for (StreamLeases stream : restarts.values()) {
            if (view.placements.keySet().stream().noneMatch(key -> key.stream().equals(stream.stream()))) {
                restart(stream, done);
                return true;
            }
        }
        return false;
    }

    private void createStream(StreamLeases listed, Runnable then) {
        StreamNode node = new StreamNode(listed.identity(), listed.start(), 0);
        writes.write(List.of(create(context.paths().stream(listed.stream()), node.encode()),
                create(context.paths().shards(listed.stream()), new byte[0])), results -> {
            log.info("new stream: stream={} start={}", listed.stream(), listed.start());
            streams.put(listed.stream(), new Stream(node, 0));
            then.run();
        });
    }

    private void createMissing(StreamLeases listed, Runnable then) {
        List<LeaseSpec> missing = parentsFirst(listed.leases()).stream().filter(spec -> !view.leases.containsKey(spec.key())).toList();
        if (missing.isEmpty()) {
            then.run();
            return;
        }
        Stream stream = streams.get(listed.stream());
        int generation = stream == null ? 0 : stream.node().generation();
        Map<LeaseKey, LeaseRecord> created = new LinkedHashMap<>();
        missing.stream().limit(BATCH)
                .forEach(spec -> created.put(spec.key(), LeaseRecord.created(spec.parents(), generation, context.now())));
        List<Write> creations = new ArrayList<>();
        created.forEach((key, record) -> creations.add(create(context.paths().record(key), record.encode())));
        writes.write(creations, results -> {
            created.forEach((key, record) -> view.leases.put(key, FleetView.Known.of(record)));
            log.info("new leases: stream={} shards={}", listed.stream(), created.keySet());
            createMissing(listed, then);
        });
    }

    private void sweep(StreamLeases listed, Runnable then) {
        var names = listed.leases().stream().map(LeaseSpec::key).collect(Collectors.toCollection(TreeSet::new));
        Instant limit = context.now().minus(RETENTION);
        List<LeaseKey> forgotten = view.leases.entrySet().stream()
                .filter(lease -> lease.getKey().stream().equals(listed.stream()) && !names.contains(lease.getKey())
                        && lease.getValue().state() == LeaseState.ENDED && lease.getValue().since().isBefore(limit))
                .map(Map.Entry::getKey).limit(BATCH).toList();
        if (forgotten.isEmpty()) {
            then.run();
            return;
        }
        List<Write> deletions = forgotten.stream().<Write>map(key -> new Write.Delete(context.paths().record(key), -1)).toList();
        writes.write(deletions, results -> {
            forgotten.forEach(view.leases::remove);
            then.run();
        });
    }

    private void restart(StreamLeases listed, Runnable done) {
        List<LeaseKey> keys = view.leases.keySet().stream().filter(key -> key.stream().equals(listed.stream())).toList();
        Stream known = streams.get(listed.stream());
        if (known == null) throw new IllegalStateException("starts over a stream that was never stored: " + listed.stream());
        log.info("stream is another one of the same name, starts over: stream={} was={} is={}", listed.stream(),
                known.node().identity(), listed.identity());
        link.readAll(keys.stream().map(context.paths()::record).toList(), nodes -> restartRecords(listed, known, keys, nodes, done));
    }

    private void restartRecords(StreamLeases listed, Stream known, List<LeaseKey> keys, List<Optional<Node>> nodes, Runnable done) {
        if (keys.isEmpty()) {
            restarted(listed, known, done);
            return;
        }
        int batch = Math.min(BATCH, keys.size());
        TreeMap<LeaseKey, LeaseSpec> specs = new TreeMap<>();
        listed.leases().forEach(spec -> specs.put(spec.key(), spec));
        List<Write> replacements = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            LeaseKey key = keys.get(i);
            Optional<LeaseSpec> spec = Optional.ofNullable(specs.get(key));
            nodes.get(i).ifPresent(node -> replacements.add(restart(key, node, spec, known.node().generation() + 1)));
        }
        writes.write(replacements, results ->
                restartRecords(listed, known, keys.subList(batch, keys.size()), nodes.subList(batch, nodes.size()), done));
    }

    private Write restart(LeaseKey key, Node node, Optional<LeaseSpec> spec, int generation) {
        LeaseState state = spec.isPresent() ? LeaseState.RELEASED : LeaseState.ENDED;
        LeaseRecord record = LeaseRecord.decode(node.data()).restarted(epochs.getAsLong(), state, spec.map(LeaseSpec::parents).orElse(List.of()),
                generation, context.now());
        view.leases.put(key, FleetView.Known.of(record));
        return new Write.Replace(context.paths().record(key), record.encode(), node.version());
    }

    private void restarted(StreamLeases listed, Stream known, Runnable done) {
        StreamNode node = new StreamNode(listed.identity(), listed.start(), known.node().generation() + 1);
        writes.write(List.of(new Write.Replace(context.paths().stream(listed.stream()), node.encode(), known.version())), results -> {
            streams.put(listed.stream(), new Stream(node, results.get(0).version()));
            restarts.remove(listed.stream());
            view.restarting.remove(listed.stream());
            createMissing(listed, done);
        });
    }

    private static Write create(String path, byte[] data) {
        return new Write.Create(path, data, Write.Mode.PERSISTENT);
    }

    /** The same leases, every one behind those of its parents that are listed. */
    static List<LeaseSpec> parentsFirst(List<LeaseSpec> leases) {
        TreeMap<String, LeaseSpec> open = new TreeMap<>();
        leases.forEach(spec -> open.put(spec.key().shard(), spec));
        List<LeaseSpec> ordered = new ArrayList<>();
        leases.forEach(spec -> place(spec, open, ordered));
        return ordered;
    }

    private static void place(LeaseSpec spec, TreeMap<String, LeaseSpec> open, List<LeaseSpec> ordered) {
        if (open.remove(spec.key().shard()) == null) return;
        for (String parent : spec.parents()) {
            LeaseSpec before = open.get(parent);
            if (before != null) place(before, open, ordered);
        }
        ordered.add(spec);
    }
}

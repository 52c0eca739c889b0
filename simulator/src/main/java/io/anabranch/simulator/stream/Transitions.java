package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.DamagedLogException;
import io.anabranch.simulator.log.LogFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Life of the streams. A change is begun (journaled as a status with what is pending) and completed after the operation's delay; without a delay both
 * are one journal entry. Completing a change of shards: seal the parents (puts wait), journal parents closed and children open in one entry, show
 * the new shards, let the waiting puts go on. Whatever happens in between, after a restart the journal holds the state before or the state
 * after. Everything here runs under the ledger's lock.
 */
final class Transitions {
    private static final Logger LOG = LoggerFactory.getLogger(Transitions.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int KEY_BYTES = 32;
    private static final int MOST_LOOKS = 10;

    private final StreamStore store;
    private final Ledger ledger;
    private final StreamSettings settings;

    Transitions(StreamStore store, Ledger ledger, StreamSettings settings) {
        this.store = store;
        this.ledger = ledger;
        this.settings = settings;
    }

    // ---- opening

    /** Shows what the journal told and completes what was under way. */
    void recover() throws IOException {
        ensureOrigin();
        List<Stream> streams = ledger.table().streams().stream().map(store::show).toList();
        openShards(streams);
        streams.forEach(this::completeOrRetry);
        ledger.compactIfWorthIt();
    }

    /** As many side by side as there are processors. */
    private static void openShards(List<Stream> streams) {
        streams.stream().flatMap(stream -> stream.allShards().stream()).toList().parallelStream().forEach(Shard::open);
        for (Stream stream : streams)
            for (Shard shard : stream.allShards())
                for (IOException damage : shard.damages()) LOG.error("stream={} shard={} {}", stream.state().name(), shard.id(), damage.getMessage());
    }

    private void ensureOrigin() throws IOException {
        Optional<Change.Origin> known = ledger.table().origin();
        if (known.map(Change.Origin::identity).equals(Optional.of(settings.home()))) return;
        byte[] key = known.map(Change.Origin::iteratorKey).orElseGet(this::newKey);
        ledger.write(List.of(new Change.Origin(settings.home().region(), settings.home().account(), key)));
    }

    private byte[] newKey() {
        byte[] key = new byte[KEY_BYTES];
        settings.random().nextBytes(key);
        return key;
    }

    // ---- beginning

    /** @param state CREATING */
    Stream create(StreamState state, String operation) throws IOException {
        Duration delay = settings.delays().of(operation);
        StreamState begun = delay.isZero() ? state.with(StreamStatus.ACTIVE, Optional.empty()) : state;
        ledger.write(StreamTable.changes(begun));
        LOG.info("stream={} status={} shards={}", begun.name(), begun.status(), begun.shards().size());
        Stream stream = store.show(ledger.table().stream(state.key()));
        if (!delay.isZero()) schedule(stream, delay);
        return stream;
    }

    /** Its consumers are gone at once. */
    Stream delete(Stream stream, String operation) throws IOException {
        StreamState state = stream.state();
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.StreamSet(state.with(StreamStatus.DELETING, Optional.empty())));
        for (ConsumerState consumer : state.consumers()) changes.add(new Change.ConsumerGone(state.key(), consumer.name()));
        write(state, changes);
        store.subscriptions().end(state.key(), store.realm(state.owner()).refusal().notFound(state.name()));
        Duration delay = settings.delays().of(operation);
        if (delay.isZero()) completeOrRetry(stream);
        else schedule(stream, delay);
        return stream;
    }

    /**
     * @param now  settings that are in force from now on
     * @param then what happens when the operation is completed
     */
    Stream update(Stream stream, StreamConfig now, Pending then, String operation) throws IOException {
        Duration delay = settings.delays().of(operation);
        StreamState begun = stream.state().with(now);
        if (delay.isZero()) {
            completeUpdate(stream, begun, then);
        } else {
            set(begun.with(StreamStatus.UPDATING, Optional.of(then)));
            schedule(stream, delay);
        }
        return stream;
    }

    /** Other settings at once, without a change of status. */
    Stream configure(Stream stream, StreamConfig config) throws IOException {
        set(stream.state().with(config));
        return stream;
    }

    // ---- completing

    private void schedule(Stream stream, Duration delay) {
        StreamStatus begun = stream.state().status();
        var unused = settings.clock().schedule(delay, () -> completeOrRetry(stream, begun));
    }

    private void completeOrRetry(Stream stream) {
        completeOrRetry(stream, stream.state().status());
    }

    /** Does nothing if the stream left {@code begun} meanwhile: a stream that is deleted while it is made is deleted in its own time. */
    private void completeOrRetry(Stream stream, StreamStatus begun) {
        ledger.lock();
        try {
            if (!ledger.isClosed() && stream.state().status() == begun) complete(stream);
        } catch (IOException | RuntimeException e) {
            LOG.warn("stream={} status={} not completed yet", stream.state().name(), stream.state().status(), e);
            schedule(stream, RETRY);
        } finally {
            ledger.unlock();
        }
    }

    private void complete(Stream stream) throws IOException {
        StreamState state = stream.state();
        switch (state.status()) {
            case CREATING -> set(state.with(StreamStatus.ACTIVE, Optional.empty()));
            case UPDATING -> completeUpdate(stream, state, state.pending().orElse(new Pending.Configure(Attributes.NONE)));
            case DELETING -> remove(stream);
            case ACTIVE -> {} // somebody was faster
        }
    }

    /** @param state what {@code stream} is, or is to become in the same entry */
    private void completeUpdate(Stream stream, StreamState state, Pending pending) throws IOException {
        StreamState done = state.with(StreamStatus.ACTIVE, Optional.empty());
        if (pending instanceof Reshard reshard) completeReshard(stream, done, reshard);
        else if (pending instanceof Pending.Configure configure) set(done.with(configure.applied(done.config())));
    }

    private void completeReshard(Stream stream, StreamState state, Reshard reshard) throws IOException {
        Set<Integer> closing = Set.copyOf(reshard.parents(state));
        List<Shard> parents = stream.allShards().stream().filter(shard -> closing.contains(shard.id().index())).toList();
        boolean done = false;
        try {
            for (Shard parent : parents) parent.beginMove();
            List<Change> changes = new ArrayList<>();
            changes.add(new Change.StreamSet(state));
            for (ShardState shard : reshard.completed(state, closingMillis(parents)))
                changes.add(new Change.ShardSet(state.key(), shard));
            ledger.write(changes);
            store.show(ledger.table().stream(state.key()));
            done = true;
            LOG.info("stream={} status=ACTIVE closed={} open={}", state.name(), parents.size(), stream.state().openShards());
        } finally {
            for (Shard parent : parents) {
                if (done) parent.finishMove();
                else parent.abandonMove();
            }
        }
    }

    /** A shard expires with its last record, which may have come when the clock was advanced further than it is now. */
    private long closingMillis(List<Shard> parents) {
        return Math.max(settings.clock().millis(), parents.stream().mapToLong(Shard::tipArrivalMillis).max().orElse(0));
    }

    private void set(StreamState state) throws IOException {
        write(state, List.of(new Change.StreamSet(state)));
    }

    private void write(StreamState state, List<? extends Change> changes) throws IOException {
        ledger.write(changes);
        Stream shown = store.show(ledger.table().stream(state.key()));
        LOG.info("stream={} status={}", state.name(), shown.state().status());
    }

    /** The folder goes first: as long as anything of it is there, the journal knows whose it is. */
    private void remove(Stream stream) throws IOException {
        for (Shard shard : stream.allShards()) shard.close(true);
        deleteFolder(store.space().files(), store.folder(stream.state()));
        store.forceFolder(store.folder());
        store.reclaim();
        ledger.write(List.of(new Change.StreamGone(stream.state().key())));
        store.hide(stream);
        LOG.info("stream={} deleted", stream.state().name());
    }

    /** A read that was under way may still bring an empty file in, and somebody else may delete files of it; the second look finds what is left. */
    static void deleteFolder(LogFiles files, Path folder) throws IOException {
        for (int look = 1; Files.exists(folder); look++) {
            try {
                deleteAll(files, folder);
            } catch (DirectoryNotEmptyException e) {
                if (look == MOST_LOOKS) throw e;
            } catch (UncheckedIOException e) {
                if (look == MOST_LOOKS || !(e.getCause() instanceof NoSuchFileException)) throw e.getCause();
            }
        }
    }

    private static void deleteAll(LogFiles files, Path folder) throws IOException {
        List<Path> all;
        try (java.util.stream.Stream<Path> found = Files.walk(folder)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) files.delete(path);
    }
}

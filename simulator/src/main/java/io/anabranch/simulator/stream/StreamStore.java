package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.DamagedLogException;
import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.log.Journal;
import io.anabranch.simulator.log.JournalReader;
import io.anabranch.simulator.log.LogSpace;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams of a data folder, of all identities. Opened by one process for writing, or for reading beside it. Thread-safe. */
final class StreamStore implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamStore.class);

    private final StreamSettings settings;
    private final Path folder;
    private final LogSpace space;
    private final ReentrantLock lock = new ReentrantLock();
    private final StreamTable table = new StreamTable();
    private final Map<Long, Stream> byKey = new ConcurrentHashMap<>();
    private final Map<Identity, Map<String, Stream>> streams = new ConcurrentHashMap<>();
    private final @Nullable Ledger ledger;
    private final @Nullable Transitions transitions;
    private final @Nullable ConsumerLife consumerLife;
    private final Subscriptions subscriptions;
    private final @Nullable JournalReader reader;

    private StreamStore(StreamSettings settings, Path data, LogSpace space) throws IOException {
        this.settings = settings;
        this.folder = data.resolve("streams");
        this.space = space;
        this.reader = null;
        requireJournal(data);
        space.recover(data);
        Ledger opened = new Ledger(table, Journal.open(space.files(), data.resolve("journal"), table::apply), lock);
        this.ledger = opened;
        this.transitions = new Transitions(this, opened, settings);
        this.consumerLife = new ConsumerLife(this, opened, settings);
        this.subscriptions = new Subscriptions(settings.clock(), settings.limits());
        try {
            opened.commitLog(space.durability() == Durability.FSYNC);
            StreamImport.discardLeftovers(space.files(), folder, table.streams().stream().map(this::folder).collect(Collectors.toSet()));
            catchUp(settings.clock());
            transitions.recover();
            consumerLife.recover();
            new Expiry(this, opened, settings.clock()).start();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** What the clock was advanced by ends with the process; what was hidden for good by then must not hide what comes now. */
    private void catchUp(ServiceClock clock) {
        Duration behind = Duration.ofMillis(table.newestHorizonFloorMillis() - clock.millis());
        if (behind.isNegative() || behind.isZero()) return;
        LOG.warn("the clock is advanced by {}: nothing before {} is shown any more", behind, clock.instant().plus(behind));
        clock.advance(behind);
    }

    /** Without its journal nobody knows what a folder holds; to begin anew would hide it. */
    private void requireJournal(Path data) throws IOException {
        if (Journal.exists(data.resolve("journal")) || !Files.isDirectory(folder)) return;
        try (java.util.stream.Stream<Path> found = Files.list(folder)) {
            if (found.findAny().isPresent()) throw new IOException("there are streams in " + folder + ", but no journal beside them");
        }
    }

    private StreamStore(Path data, LogSpace space, ServiceClock clock) throws IOException {
        this.folder = data.resolve("streams");
        this.space = space;
        this.reader = new JournalReader(space.files(), data.resolve("journal"));
        this.ledger = null;
        this.transitions = null;
        this.consumerLife = null;
        this.subscriptions = new Subscriptions(clock, Limits.OFF);
        poll(reader);
        Change.Origin origin = table.origin().orElseThrow(() -> new IOException("the journal in " + data + " says nothing yet"));
        this.settings =
                new StreamSettings(origin.identity(), Limits.OFF, Integer.MAX_VALUE, Integer.MAX_VALUE, StateDelays.NONE, clock, () -> 0L);
        table.streams().forEach(this::show);
    }

    static StreamStore open(StreamSettings settings, Path data, LogSpace space) throws IOException {
        return new StreamStore(settings, data, space);
    }

    static StreamStore openReadOnly(Path data, LogSpace space, ServiceClock clock) throws IOException {
        return new StreamStore(data, space, clock);
    }

    StreamSettings settings() {
        return settings;
    }

    /** @throws IllegalStateException if it was opened for reading */
    Ledger ledger() {
        if (ledger == null) throw new IllegalStateException("opened for reading only: " + folder);
        return ledger;
    }

    /** @throws IllegalStateException if it was opened for reading */
    Transitions transitions() {
        if (transitions == null) throw new IllegalStateException("opened for reading only: " + folder);
        return transitions;
    }

    Set<Identity> identities() {
        return Set.copyOf(streams.keySet());
    }

    /** @throws IllegalStateException if it was opened for reading */
    ConsumerLife consumerLife() {
        if (consumerLife == null) throw new IllegalStateException("opened for reading only: " + folder);
        return consumerLife;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    Realm realm(Identity identity) {
        return Realm.of(identity, streams);
    }

    byte[] iteratorKey() {
        lock.lock();
        try {
            return table.origin().orElseThrow().iteratorKey().clone();
        } finally {
            lock.unlock();
        }
    }

    Collection<Stream> streams() {
        return List.copyOf(byKey.values());
    }

    /** Of one stream, in whatever state; none if it is gone. */
    List<Shard> shards(long streamKey) {
        Stream stream = byKey.get(streamKey);
        return stream == null ? List.of() : stream.allShards();
    }

    /** True if none of a shard's records is seen any more, and none will be. */
    boolean isExpired(long streamKey, Shard shard) {
        Stream stream = byKey.get(streamKey);
        return stream == null || stream.expiredShards().contains(shard);
    }

    LogSpace space() {
        return space;
    }

    List<DamagedLogException> damages() {
        return byKey.values().stream().flatMap(stream -> stream.allShards().stream()).flatMap(shard -> shard.damages().stream()).toList();
    }

    /** Of all identities, by account, region and name. */
    List<StreamMetrics> metrics() {
        return byKey.values().stream()
                .map(Stream::metrics)
                .sorted(Comparator.comparing((StreamMetrics of) -> of.owner().arnPrefix()).thenComparing(StreamMetrics::name))
                .toList();
    }

    /** Looks at what the journal has told, under the lock. */
    <T> T look(Function<StreamTable, T> look) {
        refresh();
        lock.lock();
        try {
            return look.apply(table);
        } finally {
            lock.unlock();
        }
    }

    // ---- what is shown of the table; under the lock

    Stream show(StreamState state) {
        Stream stream = byKey.get(state.key());
        if (stream == null) {
            stream = new Stream(context(state), state);
            byKey.put(state.key(), stream);
            realm(state.owner()).add(state.name(), stream);
        } else {
            stream.update(state);
        }
        return stream;
    }

    void hide(Stream stream) {
        byKey.remove(stream.state().key());
        realm(stream.state().owner()).remove(stream.state().name(), stream);
    }

    StreamImport beginImport(Realm realm, StreamState state) {
        return new StreamImport(this, realm, space, state);
    }

    /** Files were deleted. */
    void reclaim() {
        space.reclaim();
    }

    /** Makes the names in a folder survive a power failure, above all those that are gone. */
    void forceFolder(Path changed) throws IOException {
        space.files().forceFolder(changed);
    }

    /** Of all streams. */
    Path folder() {
        return folder;
    }

    Path folder(StreamState state) {
        return folder.resolve(state.folder());
    }

    private StreamContext context(StreamState state) {
        Refusal refusal = realm(state.owner()).refusal();
        return new StreamContext(
                state.key(), state.name(), folder(state), space, settings.clock(), settings.limits(), refusal, new StreamMeters(), this::refresh);
    }

    // ---- reading only

    /** Sees what the writing process has changed; does nothing in that process itself. */
    void refresh() {
        JournalReader polled = reader;
        if (polled == null) return;
        lock.lock();
        try {
            if (poll(polled)) showAll();
        } catch (IOException e) {
            throw Refusal.broken("The journal cannot be read", e);
        } finally {
            lock.unlock();
        }
    }

    private boolean poll(JournalReader from) throws IOException {
        boolean[] changed = {false};
        from.poll(new JournalReader.Entries() {
            @Override
            public void entry(byte[] content) throws IOException {
                table.apply(content);
                changed[0] = true;
            }

            @Override
            public void reset() {
                table.clear();
            }
        });
        return changed[0];
    }

    private void showAll() throws IOException {
        for (Stream stream : List.copyOf(byKey.values())) {
            if (table.find(stream.state().key()).isPresent()) continue;
            hide(stream);
            stream.update(stream.state().with(StreamStatus.DELETING, Optional.empty()));
            for (Shard shard : stream.allShards()) shard.close(true);
        }
        table.streams().forEach(this::show);
    }

    /** Closes all files; changes under way are completed when the folder is opened again. */
    /** If that cannot be said the folder is as good, but programs that know no commit logs refuse it. */
    private static void leavesNoCommitLog(Ledger ledger) {
        try {
            ledger.commitLog(false);
        } catch (IOException e) {
            LOG.warn("the journal still says that there may be a commit log: {}", e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        Ledger written = ledger;
        lock.lock();
        try (written) {
            if (written != null) written.end();
            try {
                closeShards();
            } finally {
                space.close();
            }
            if (written != null) leavesNoCommitLog(written);
        } finally {
            lock.unlock();
        }
    }

    /** Each, whatever becomes of the others: somebody may wait for its last records. */
    private void closeShards() throws IOException {
        IOException failure = null;
        for (Stream stream : byKey.values()) {
            for (Shard shard : stream.allShards()) {
                try {
                    shard.close(false);
                } catch (IOException e) {
                    failure = e;
                }
            }
        }
        if (failure != null) throw failure;
    }
}

package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.DamagedLogException;
import io.anabranch.simulator.log.Journal;
import io.anabranch.simulator.log.JournalReader;
import io.anabranch.simulator.log.LogSpace;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Control plane: streams and their shards. Every change is in the journal, on disk, before the call that made it returns; a change that was under way
 * when the process ended is completed when the folder is opened again. Calls block for the disk. Thread-safe.
 *
 * <p>Refusals are {@link StreamException}s with the texts of the service. Opened read-only, what is there can be seen and read, also while
 * another process changes it; changes are an {@link IllegalStateException}.
 */
public final class Streams implements AutoCloseable {
    private final StreamSettings settings;
    private final Path folder;
    private final LogSpace space;
    private final Refusal refusal;
    private final ReentrantLock lock = new ReentrantLock();
    private final StreamTable table = new StreamTable();
    private final Map<Long, Stream> byKey = new ConcurrentHashMap<>();
    private final Map<String, Stream> byName = new ConcurrentHashMap<>();
    private final @Nullable Transitions transitions;
    private final @Nullable JournalReader reader;

    /** Opens for writing. The caller holds the folder's lock. */
    private Streams(StreamSettings settings, Path data, LogSpace space, ScheduledExecutorService timer) throws IOException {
        this.settings = settings;
        this.folder = data.resolve("streams");
        this.space = space;
        this.refusal = new Refusal(settings.region(), settings.account());
        this.reader = null;
        requireJournal(data);
        Journal journal = Journal.open(space.files(), data.resolve("journal"), entry -> table.apply(ChangeCodec.decode(entry)));
        this.transitions = new Transitions(this, table, journal, settings, refusal, timer, lock);
        try {
            transitions.recover();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Without its journal nobody knows what a folder holds; to begin anew would hide it. */
    private void requireJournal(Path data) throws IOException {
        if (Journal.exists(data.resolve("journal")) || !Files.isDirectory(folder)) return;
        try (java.util.stream.Stream<Path> found = Files.list(folder)) {
            if (found.findAny().isPresent()) throw new IOException("there are streams in " + folder + ", but no journal beside them");
        }
    }

    private Streams(Path data, LogSpace space, InstantSource clock) throws IOException {
        this.folder = data.resolve("streams");
        this.space = space;
        this.reader = new JournalReader(space.files(), data.resolve("journal"));
        this.transitions = null;
        poll(reader);
        Change.Origin origin = table.origin().orElseThrow(() -> new IOException("the journal in " + data + " says nothing yet"));
        this.settings = new StreamSettings(origin.region(), origin.account(), Integer.MAX_VALUE, Duration.ZERO, clock, () -> 0L);
        this.refusal = new Refusal(origin.region(), origin.account());
        table.streams().forEach(this::show);
    }

    /**
     * Opens the streams of a data folder for writing, and completes what was under way. The caller holds the folder's lock.
     *
     * @param timer completes changes of state after their delay
     * @throws DamagedLogException if the journal is damaged
     */
    public static Streams open(StreamSettings settings, Path data, LogSpace space, ScheduledExecutorService timer) throws IOException {
        return new Streams(settings, data, space, timer);
    }

    /** Opens the streams of a data folder for reading, also while another process writes it. */
    public static Streams openReadOnly(Path data, LogSpace space, InstantSource clock) throws IOException {
        return new Streams(data, space, clock);
    }

    // ---- changes

    /**
     * Makes a stream of {@code shardCount} shards that share the hash keys evenly.
     *
     * @param name 1 to 128 of letters, digits, {@code _.-}
     */
    public void create(String name, int shardCount) {
        changes().create(name, shardCount);
    }

    /** Deletes a stream in any state, with all its records. */
    public void delete(String name) {
        changes().delete(name);
    }

    /**
     * Splits a shard in two; the first new one ends right below {@code newStartingHashKey}.
     *
     * @param shardId as the caller gave it, see {@link ShardId#parse}
     */
    public void split(String name, String shardId, BigInteger newStartingHashKey) {
        changes().split(name, shardId, newStartingHashKey);
    }

    /** Merges a shard with the one whose hash keys follow. */
    public void merge(String name, String shardId, String adjacentShardId) {
        changes().merge(name, shardId, adjacentShardId);
    }

    private Transitions changes() {
        Transitions known = transitions;
        if (known == null) throw new IllegalStateException("opened for reading only: " + folder);
        return known;
    }

    // ---- looking

    /** @throws StreamException {@link ErrorType#RESOURCE_NOT_FOUND} */
    public StreamDescription describe(String name) {
        refresh();
        return find(name).orElseThrow(() -> refusal.notFound(name)).describe();
    }

    /** All streams by name, in any state. */
    public List<StreamDescription> list() {
        refresh();
        return byName.values().stream().map(Stream::describe).sorted(Comparator.comparing(StreamDescription::name)).toList();
    }

    /**
     * The data plane of a stream.
     *
     * @throws StreamException {@link ErrorType#RESOURCE_NOT_FOUND}, also while it is CREATING or DELETING
     */
    public Stream stream(String name) {
        refresh();
        return find(name).filter(stream -> stream.state().status().serves()).orElseThrow(() -> refusal.notFound(name));
    }

    /** 32 secret bytes kept with the streams, to make iterators opaque; the same after a restart. */
    public byte[] iteratorKey() {
        lock.lock();
        try {
            return table.origin().orElseThrow().iteratorKey().clone();
        } finally {
            lock.unlock();
        }
    }

    public String region() {
        return settings.region();
    }

    public String account() {
        return settings.account();
    }

    /** The service's clock, epoch milliseconds. */
    public long nowMillis() {
        return settings.clock().millis();
    }

    /** Damage found when the folder was opened. */
    public List<DamagedLogException> damages() {
        return byKey.values().stream().flatMap(stream -> stream.allShards().stream()).flatMap(shard -> shard.damages().stream()).toList();
    }

    // ---- what is shown of the table; under the lock

    Optional<Stream> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Stream show(StreamState state) {
        Stream stream = byKey.get(state.key());
        if (stream == null) {
            stream = new Stream(context(state), state);
            byKey.put(state.key(), stream);
            byName.put(state.name(), stream);
        } else {
            stream.update(state);
        }
        return stream;
    }

    void hide(Stream stream) {
        byKey.remove(stream.state().key());
        byName.remove(stream.state().name(), stream);
    }

    /** Files were deleted. */
    void reclaim() {
        space.reclaim();
    }

    Path folder(StreamState state) {
        return folder.resolve(state.folder());
    }

    private StreamContext context(StreamState state) {
        return new StreamContext(state.key(), state.name(), folder(state), space, settings.clock(), refusal, this::refresh);
    }

    // ---- reading only

    private void refresh() {
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
                table.apply(ChangeCodec.decode(content));
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
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (transitions != null) transitions.close();
            for (Stream stream : byKey.values()) for (Shard shard : stream.allShards()) shard.close(false);
        } finally {
            lock.unlock();
        }
    }
}

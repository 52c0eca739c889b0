package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.DamagedLogException;
import io.anabranch.simulator.log.LogSpace;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Control plane: the streams of one identity and their shards. Every change is in the journal, on disk, before the call that made it returns; a
 * change that was under way when the process ended is completed when the folder is opened again. Calls block for the disk. Thread-safe.
 *
 * <p>Refusals are {@link StreamException}s with the texts of the service. Opened read-only, what is there can be seen and read, also while
 * another process changes it; changes are an {@link IllegalStateException}.
 */
public final class Streams implements AutoCloseable {
    private final StreamStore store;
    private final Realm realm;

    private Streams(StreamStore store, Realm realm) {
        this.store = store;
        this.realm = realm;
    }

    /**
     * Opens the streams of a data folder for writing, and completes what was under way. The caller holds the folder's lock.
     *
     * @throws DamagedLogException if the journal is damaged
     */
    public static Streams open(StreamSettings settings, Path data, LogSpace space) throws IOException {
        return in(StreamStore.open(settings, data, space));
    }

    /** Opens the streams of a data folder for reading, also while another process writes it. */
    public static Streams openReadOnly(Path data, LogSpace space, ServiceClock clock) throws IOException {
        return in(StreamStore.openReadOnly(data, space, clock));
    }

    /** As those who do not say who they are see them. */
    static Streams in(StreamStore store) {
        return new Streams(store, store.realm(store.settings().home()));
    }

    /** The streams of somebody else in the same folder, closed together with these. */
    public Streams of(Identity identity) {
        return identity.equals(realm.identity()) ? this : new Streams(store, store.realm(identity));
    }

    /** Who has streams, in no order. */
    public Set<Identity> identities() {
        return store.identities();
    }

    public Identity identity() {
        return realm.identity();
    }

    // ---- changes

    /**
     * Makes a stream of {@code shardCount} shards that share the hash keys evenly.
     *
     * @param name 1 to 128 of letters, digits, {@code _.-}
     */
    public void create(String name, int shardCount) {
        create(NewStream.of(name, shardCount));
    }

    /** Makes a stream. */
    public void create(NewStream stream) {
        changes().create(stream);
    }

    /**
     * Begins to make a stream of records that there were before. Nothing is seen of it until it is finished.
     *
     * @throws StreamException {@link ErrorType#RESOURCE_IN_USE} if there is a stream of that name
     */
    public StreamImport importStream(ImportedStream imported) {
        return changes().begin(imported);
    }

    /** Deletes a stream in any state, with all its records and consumers. */
    public void delete(String name) {
        delete(name, true);
    }

    /** @param withConsumers false to have it refused while consumers are registered */
    public void delete(String name, boolean withConsumers) {
        changes().delete(name, withConsumers);
    }

    /**
     * Splits a shard in two; the first new one ends right below {@code newStartingHashKey}.
     *
     * @param shardId as the caller gave it, see {@link ShardId#parse}
     */
    public void split(String name, String shardId, BigInteger newStartingHashKey) {
        shards().split(name, shardId, newStartingHashKey);
    }

    /** Merges a shard with the one whose hash keys follow. */
    public void merge(String name, String shardId, String adjacentShardId) {
        shards().merge(name, shardId, adjacentShardId);
    }

    /**
     * Splits and merges until there are {@code target} shards of the same size; puts go on meanwhile.
     *
     * @param target at least 1
     * @return how many are open now
     */
    public int updateShardCount(String name, int target) {
        return shards().scale(name, target);
    }

    private ShardChanges shards() {
        return new ShardChanges(store, realm);
    }

    /** Changes of what is set about a stream. */
    public SettingChanges settings() {
        return new SettingChanges(store, realm);
    }

    /** Begins the billing commitment, or ends it as soon as it may end. */
    public BillingCommitment commit(boolean enable) {
        return new AccountChanges(store, realm).commit(enable);
    }

    private StreamChanges changes() {
        return new StreamChanges(store, realm);
    }

    // ---- looking

    /** @throws StreamException {@link ErrorType#RESOURCE_NOT_FOUND} */
    public StreamDescription describe(String name) {
        store.refresh();
        return realm.require(name).describe();
    }

    /** @throws StreamException {@link ErrorType#RESOURCE_NOT_FOUND}, {@link ErrorType#RESOURCE_IN_USE} while it is CREATING or DELETING */
    public StreamDescription describeServing(String name) {
        store.refresh();
        return realm.requireServing(name).describe();
    }

    /** All streams by name, in any state. */
    public List<StreamDescription> list() {
        store.refresh();
        return realm.byName().values().stream().map(Stream::describe).sorted(Comparator.comparing(StreamDescription::name)).toList();
    }

    /** The stream an identifier stands for, see {@link StreamDescription#streamId}. */
    public Optional<String> nameOf(String streamId) {
        store.refresh();
        return realm.byName().values().stream().map(Stream::state).filter(stream -> stream.streamId().equals(streamId)).map(StreamState::name).findFirst();
    }

    /** The billing commitment of the account in the region. */
    public BillingCommitment commitment() {
        return new AccountChanges(store, realm).commitment();
    }

    /** What the account may have, and what it has. */
    public AccountLimits accountLimits() {
        return new AccountChanges(store, realm).limits();
    }

    /**
     * The data plane of a stream.
     *
     * @throws StreamException {@link ErrorType#RESOURCE_NOT_FOUND}, also while it is CREATING or DELETING
     */
    public Stream stream(String name) {
        store.refresh();
        return realm.find(name).filter(stream -> stream.state().status().serves()).orElseThrow(() -> realm.refusal().notFound(name));
    }

    /** Tags and policies of these streams and their consumers. */
    public Resources resources() {
        return new Resources(store, realm);
    }

    /** Registered consumers of these streams. */
    public Consumers consumers() {
        return new Consumers(store, realm);
    }

    /** 32 secret bytes kept with the streams, to make iterators opaque; the same after a restart. */
    public byte[] iteratorKey() {
        return store.iteratorKey();
    }

    public String region() {
        return realm.identity().region();
    }

    public String account() {
        return realm.identity().account();
    }

    /** Which of the service's limits hold. */
    public Limits limits() {
        return store.settings().limits();
    }

    /** The service's clock. */
    public ServiceClock clock() {
        return store.settings().clock();
    }

    /** The service's clock, epoch milliseconds. */
    public long nowMillis() {
        return clock().millis();
    }

    /** What was counted since the folder was opened, of all identities, by account, region and name. */
    public List<StreamMetrics> metrics() {
        return store.metrics();
    }

    /** Damage found when the folder was opened, of all identities. */
    public List<DamagedLogException> damages() {
        return store.damages();
    }

    /**
     * Copies the streams of all identities into a new data folder. Puts and changes go on meanwhile, of this process or, if it was opened
     * read-only, of another; the copy has every record that was acknowledged and every change that was made before. Blocks for the disk.
     */
    public void copyTo(Path data) throws IOException {
        new StoreCopy(store, data).make();
    }

    /** Closes all files, of all identities; changes under way are completed when the folder is opened again. */
    @Override
    public void close() throws IOException {
        store.close();
    }
}

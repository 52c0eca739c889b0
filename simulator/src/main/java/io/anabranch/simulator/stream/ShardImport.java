package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.FrameBuffer;
import io.anabranch.simulator.log.ShardLog;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The records of one shard on their way into its log; those of one moment and one kind go together. Not thread-safe. */
final class ShardImport {
    private static final byte[] NO_KEY = new byte[0];
    private static final int MOST_RECORDS = 1000;
    private static final int MOST_BYTES = 1 << 20;
    /** Numbers beyond leave no room for those to come. */
    private static final long MOST_INDEX = 1L << 62;

    private final ShardState shard;
    private final ShardLog log;
    private final FrameBuffer frame = new FrameBuffer();
    private long firstIndex;
    private long nextIndex = ShardLog.BASE_INDEX;
    private long arrivalMillis;
    private boolean encrypted;
    private volatile @Nullable Throwable failure;

    ShardImport(ShardState shard, ShardLog log) {
        this.shard = shard;
        this.log = log;
    }

    /** @return true if the record keeps its number */
    boolean append(Optional<SequenceNumber> number, long millis, byte @Nullable [] key, byte[] data, boolean encryptedNow) throws IOException {
        long index = number.filter(this::isOfShard).map(SequenceNumber::index).filter(given -> given >= nextIndex).orElse(nextIndex);
        long arrival = Math.max(arrivalMillis, millis);
        boolean another = index != nextIndex || arrival != arrivalMillis || encryptedNow != encrypted;
        if (another || frame.count() == MOST_RECORDS || frame.payloadBytes() >= MOST_BYTES) flush();
        if (frame.count() == 0) firstIndex = index;
        if (key == null) frame.add(NO_KEY, 0, -1, data, 0, data.length);
        else frame.add(key, 0, key.length, data, 0, data.length);
        nextIndex = index + 1;
        arrivalMillis = arrival;
        encrypted = encryptedNow;
        return number.isPresent() && number.get().equals(SequenceNumber.of(shard.creationSecond(), shard.index(), index, Math.floorDiv(arrival, 1000L)));
    }

    private boolean isOfShard(SequenceNumber number) {
        return number.shardIndex() == shard.index() && number.creationSecond() == shard.creationSecond() && number.index() < MOST_INDEX;
    }

    private void flush() throws IOException {
        if (frame.count() == 0) return;
        requireNoFailure();
        frame.encrypted(encrypted);
        var unused = log.appendAt(firstIndex, frame, arrivalMillis).orElseThrow().whenComplete((done, thrown) -> failed(thrown));
        frame.clear();
    }

    private void failed(@Nullable Throwable thrown) {
        if (thrown != null) failure = thrown;
    }

    private void requireNoFailure() throws IOException {
        Throwable known = failure;
        if (known != null) throw new IOException("records of shard " + shard.id() + " were not stored", known);
    }

    /** When this returns all records are as safe as others of the folder. */
    void finish() throws IOException {
        flush();
        log.seal();
        requireNoFailure();
        if (log.nextIndex() != nextIndex) throw new IOException("records of shard " + shard.id() + " were not stored");
        log.close();
    }

    /** What was stored is about to be deleted. */
    void abandon() throws IOException {
        log.abandon();
    }
}

package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What is committed together: frames of any number of logs. Gathered under a lock of its owner, and not changed after that. The format is told at
 * {@link CommitFile}.
 */
final class CommitGroup {
    static final int HEADER = 16;
    private static final int ENTRY_HEADER = 24;
    /** A frame of this length or more is forced in its segment: to write it twice would cost more. */
    private static final int LARGE = 256 << 10;
    /** As much of one log alone is forced there, too. */
    private static final int MUCH_OF_ONE = 32 << 10;
    private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);

    private final List<Share> shares = new ArrayList<>();
    private final Set<Segment> forced = new LinkedHashSet<>();
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    private ByteBuffer bytes;
    private @Nullable IOException failure;

    /** What one log has in a group, all of it in one segment. */
    static final class Share {
        private final CommitGroup group;
        private final LogWriter writer;
        private final Segment segment;
        private long end;
        private Tip tip;

        private Share(CommitGroup group, LogWriter writer, Segment segment, Tip tip) {
            this.group = group;
            this.writer = writer;
            this.segment = segment;
            this.tip = tip;
        }

        CompletionStage<@Nullable Void> done() {
            return group.done;
        }

        /** After the group was committed: why it was not; null if it was. */
        @Nullable IOException failure() {
            return group.failure;
        }
    }

    /** @param room used for the entries, replaced if it is too small */
    CommitGroup(ByteBuffer room) {
        this.bytes = room.clear().position(HEADER);
    }

    boolean isEmpty() {
        return shares.isEmpty();
    }

    /** Completes what is to be written: nothing of what is better forced where it is. */
    void close() {
        if (shares.size() != 1 || length() < MUCH_OF_ONE) return;
        forced.add(shares.get(0).segment);
        bytes.position(HEADER);
    }

    /** Length with header; {@link #HEADER} if there is nothing to be written. */
    int length() {
        return bytes.position();
    }

    /**
     * Takes a frame in that was written to its segment.
     *
     * @param known the log's share of this or an earlier group
     * @param tip   of the log when this is committed
     */
    Share add(@Nullable Share known, LogWriter writer, Segment segment, long offset, ByteBuffer frame, Tip tip) throws IOException {
        if (frame.remaining() < LARGE) put(segment, offset, frame);
        else forced.add(segment);
        Share share = known;
        if (share == null || share.group != this) {
            share = new Share(this, writer, segment, tip);
            shares.add(share);
        }
        share.tip = tip;
        share.end = offset + frame.remaining();
        return share;
    }

    private void put(Segment segment, long offset, ByteBuffer frame) throws IOException {
        byte[] name = segment.nameInData();
        ensure(ENTRY_HEADER + name.length + frame.remaining());
        bytes.putInt(frame.remaining()).putInt(name.length).putLong(segment.salt()).putLong(offset).put(name).put(frame.duplicate());
    }

    private void ensure(int more) {
        if (bytes.remaining() >= more) return;
        ByteBuffer larger = ByteBuffer.allocateDirect(Math.max(bytes.capacity() * 2, bytes.position() + more));
        bytes = larger.put(bytes.flip());
    }

    /** Completes the bytes. */
    ByteBuffer seal(long number, long salt) {
        ByteBuffer sealed = bytes.duplicate().flip();
        bytes.putInt(0, sealed.limit()).putLong(8, number);
        bytes.putInt(4, crc(sealed, salt));
        return sealed;
    }

    /** @param group from its first byte to its limit */
    static int crc(ByteBuffer group, long salt) {
        CRC32C crc = new CRC32C();
        crc.update(group.duplicate().position(8));
        return Frame.finish(crc, salt);
    }

    /** Segments that hold frames of this group which are not among its bytes. */
    Set<Segment> forced() {
        return forced;
    }

    /** Adds the segments that hold frames of this group. */
    void addSegmentsTo(Set<Segment> dirty) {
        for (Share share : shares) dirty.add(share.segment);
    }

    /** The buffer, for another group, when this one is written. */
    ByteBuffer room() {
        ByteBuffer room = bytes;
        bytes = NO_ROOM;
        return room;
    }

    /** Makes it readable. */
    void publish() {
        for (Share share : shares) share.writer.publish(share.segment, share.end, share.tip);
    }

    /** Has the logs forget it, and all they appended since. */
    void takeBack(IOException cause) {
        failure = cause;
        for (Share share : shares) share.writer.takeBack();
    }

    /** Tells whoever waits. */
    void complete() {
        IOException failed = failure;
        if (failed != null) {
            done.completeExceptionally(failed);
            return;
        }
        for (Share share : shares) share.writer.wake();
        done.complete(null);
    }
}

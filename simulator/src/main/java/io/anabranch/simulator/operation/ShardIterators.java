package io.anabranch.simulator.operation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.ShardId;
import io.anabranch.simulator.stream.StreamException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Shard iterators: opaque, good for 300 s of the service's time, also across restarts. Thread-safe. */
final class ShardIterators {
    static final long LIFE_MILLIS = 300_000;

    private static final byte KIND = 'I';
    /** What makes the shortest iterator as long as the service's, 152 characters. */
    private static final int LEAST_BYTES = 78;
    private static final DateTimeFormatter TOLD = DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.US).withZone(ZoneOffset.UTC);

    private final Seal seal;
    private final LongSupplier nowMillis;

    ShardIterators(Seal seal, LongSupplier nowMillis) {
        this.seal = seal;
        this.nowMillis = nowMillis;
    }

    String issue(IteratorPosition position) {
        byte[] stream = position.stream().getBytes(UTF_8);
        byte[] streamId = position.streamId().getBytes(UTF_8);
        ByteBuffer content = ByteBuffer.allocate(Math.max(LEAST_BYTES, 8 + 4 + 8 + 1 + streamId.length + 1 + stream.length));
        content.putLong(nowMillis.getAsLong()).putInt(position.shard().index()).putLong(position.nextIndex());
        content.put((byte) streamId.length).put(streamId).put((byte) stream.length).put(stream);
        return seal.close(KIND, content.array());
    }

    /**
     * Reads what {@link #issue} gave out; quotes around it are tolerated, as the service does.
     *
     * @throws StreamException INVALID_ARGUMENT for anything else, EXPIRED_ITERATOR after 300 s
     */
    IteratorPosition read(String iterator) {
        boolean quoted = iterator.length() > 1 && iterator.startsWith("\"") && iterator.endsWith("\"");
        ByteBuffer content = seal.open(KIND, quoted ? iterator.substring(1, iterator.length() - 1) : iterator)
                .orElseThrow(() -> new StreamException(ErrorType.INVALID_ARGUMENT, "Invalid ShardIterator."));
        checkAge(content.getLong());
        ShardId shard = new ShardId(content.getInt());
        long nextIndex = content.getLong();
        String streamId = text(content);
        return new IteratorPosition(text(content), streamId, shard, nextIndex);
    }

    private void checkAge(long issued) {
        long now = nowMillis.getAsLong();
        if (now - issued > LIFE_MILLIS) {
            throw expired(issued, now);
        }
    }

    static StreamException expired(long issued, long now) {
        return new StreamException(
                ErrorType.EXPIRED_ITERATOR,
                "Iterator expired. The iterator was created at time " + TOLD.format(Instant.ofEpochMilli(issued)) + " while right now it is "
                        + TOLD.format(Instant.ofEpochMilli(now)) + " which is further in the future than the tolerated delay of " + LIFE_MILLIS
                        + " milliseconds.");
    }

    private static String text(ByteBuffer content) {
        byte[] bytes = new byte[content.get() & 0xFF];
        content.get(bytes);
        return new String(bytes, UTF_8);
    }
}

package io.anabranch.schema.serde;

import io.anabranch.schema.model.BadEnvelopeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;

/**
 * The Glue envelope: which schema a body was written with.
 *
 * <pre>
 *  0  u8   version, 03
 *  1  u8   compression, 00 none or 05 zlib
 *  2  u64  schema version id, most significant half, big-endian
 * 10  u64  least significant half
 * 18       body
 * </pre>
 *
 * Any data that happens to begin with 03 00 or 03 05 looks like one; only the look-up of the id tells. So reading never moves the given buffer: whoever
 * finds no schema still has the data as it was.
 *
 * @param body a read-only view on the data, compressed as it was
 */
public record Envelope(UUID schemaId, Compression compression, ByteBuffer body) {
    /** Bytes before the body. */
    public static final int HEADER = 18;
    /** Bytes a body may have after inflating: what a record can hold, with room for what compresses well. */
    public static final int MAX_BODY = 64 << 20;

    private static final byte VERSION = 3;

    /** The envelope in the remaining bytes of {@code data}; empty if they do not begin like one. The buffer may be of any kind and is not moved. */
    public static Optional<Envelope> read(ByteBuffer data) {
        int start = data.position();
        if (data.remaining() < HEADER || data.get(start) != VERSION) return Optional.empty();
        byte code = data.get(start + 1);
        if (code != Compression.NONE.code() && code != Compression.ZLIB.code()) return Optional.empty();
        ByteBuffer view = data.asReadOnlyBuffer().order(ByteOrder.BIG_ENDIAN);
        var id = new UUID(view.getLong(start + 2), view.getLong(start + 10));
        var compression = code == Compression.NONE.code() ? Compression.NONE : Compression.ZLIB;
        return Optional.of(new Envelope(id, compression, view.position(start + HEADER).slice()));
    }

    /** The envelope in the remaining bytes of {@code data}, or why they are none. */
    static Envelope require(ByteBuffer data) throws BadEnvelopeException {
        Optional<Envelope> envelope = read(data);
        if (envelope.isPresent()) return envelope.get();
        int start = data.position();
        if (data.remaining() < HEADER) throw new BadEnvelopeException("an envelope has 18 bytes or more, these are " + data.remaining());
        if (data.get(start) != VERSION) throw new BadEnvelopeException("an envelope begins with 3, this with " + (data.get(start) & 0xff));
        throw new BadEnvelopeException("unknown compression " + (data.get(start + 1) & 0xff));
    }

    /** The body in the clear, as a new array. */
    byte[] plainBody() throws BadEnvelopeException {
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return compression == Compression.NONE ? bytes : Zlib.inflate(bytes, MAX_BODY);
    }

    /** Writes the 18 bytes before a body. */
    static byte[] header(UUID schemaId, Compression compression) {
        return ByteBuffer.allocate(HEADER)
                .put(VERSION)
                .put(compression.code())
                .putLong(schemaId.getMostSignificantBits())
                .putLong(schemaId.getLeastSignificantBits())
                .array();
    }

    /** Header and body as one new array; the body is compressed here if it is to be. */
    public static byte[] wrap(UUID schemaId, Compression compression, byte[] plainBody) {
        byte[] body = compression == Compression.NONE ? plainBody : Zlib.deflate(plainBody);
        return ByteBuffer.allocate(HEADER + body.length).put(header(schemaId, compression)).put(body).array();
    }
}

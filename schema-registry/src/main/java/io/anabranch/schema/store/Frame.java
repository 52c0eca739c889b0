package io.anabranch.schema.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Bytes of the journal, all numbers big-endian:
 *
 * <pre>
 * header   0  u64  magic "ANBSCHEM"
 *          8  u32  format version, 1
 *         12  u32  CRC32C of bytes 0 to 11
 * frame    0  u32  length of the payload, 1 to 16 MiB
 *          4  u32  CRC32C of the length and the payload
 *          8       payload: one or more changes that happen together
 * </pre>
 */
final class Frame {
    static final int HEADER = 16;
    static final int PREFIX = 8;
    static final int MAX_PAYLOAD = 16 << 20;

    private static final long MAGIC = 0x414e_4253_4348_454dL;
    private static final int FORMAT = 1;

    private Frame() {}

    static byte[] header() {
        byte[] header = new byte[HEADER];
        ByteBuffer buffer = ByteBuffer.wrap(header).putLong(MAGIC).putInt(FORMAT);
        var crc = new CRC32C();
        crc.update(header, 0, 12);
        buffer.putInt((int) crc.getValue());
        return header;
    }

    /** Why {@code header} is not the header of a journal this version reads; empty if it is. */
    static String complaint(byte[] header) {
        ByteBuffer buffer = ByteBuffer.wrap(header);
        if (buffer.getLong() != MAGIC) return "this is no schema journal";
        int format = buffer.getInt();
        var crc = new CRC32C();
        crc.update(header, 0, 12);
        if (buffer.getInt() != (int) crc.getValue()) return "the header's checksum is wrong";
        return format == FORMAT ? "" : "its format version is " + format + ", known is " + FORMAT;
    }

    static byte[] of(byte[] payload) {
        if (payload.length == 0 || payload.length > MAX_PAYLOAD) {
            throw new IllegalArgumentException("payload must have 1 byte to 16 MiB, has " + payload.length);
        }
        return ByteBuffer.allocate(PREFIX + payload.length).putInt(payload.length).putInt(checksum(payload, 0, payload.length)).put(payload).array();
    }

    static boolean plausible(int length) {
        return length > 0 && length <= MAX_PAYLOAD;
    }

    static int checksum(byte[] bytes, int from, int length) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, length));
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /** True if a whole frame with a right checksum begins at {@code at}. */
    static boolean wholeAt(byte[] bytes, int at) {
        if (bytes.length - at < PREFIX) return false;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int length = buffer.getInt(at);
        return plausible(length) && length <= bytes.length - at - PREFIX && buffer.getInt(at + 4) == checksum(bytes, at + PREFIX, length);
    }
}

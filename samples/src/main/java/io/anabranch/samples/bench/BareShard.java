package io.anabranch.samples.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * One file of the bare server: frames of length, CRC32C, and of each record the length of its key and payload and the bytes of both. Readers see
 * whole frames.
 */
final class BareShard implements AutoCloseable {
    static final int FRAME_HEADER = 8;
    static final int RECORD_HEADER = 8;

    private final FileChannel file;
    private long end;

    BareShard(Path path) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    static void add(ByteBuffer frame, RecordScan scan, int record, byte[] body) {
        frame.putInt(scan.keyLength[record]).putInt(scan.dataLength[record]);
        frame.put(body, scan.keyAt[record], scan.keyLength[record]).put(scan.data, scan.dataAt[record], scan.dataLength[record]);
    }

    /** Appends what stands behind the place of the frame's header. */
    void append(ByteBuffer frame) throws IOException {
        frame.flip();
        CRC32C crc = new CRC32C();
        crc.update(frame.duplicate().position(FRAME_HEADER));
        frame.putInt(0, frame.limit()).putInt(4, (int) crc.getValue());
        synchronized (this) {
            while (frame.hasRemaining()) end += file.write(frame, end);
        }
    }

    /** Fills the buffer up to its limit from an offset on; what was appended so far and not more. */
    void read(long offset, ByteBuffer into) throws IOException {
        into.position(0);
        long left = end() - offset;
        if (left < into.limit()) into.limit((int) left);
        while (into.hasRemaining() && file.read(into, offset + into.position()) > 0) {
            // goes on until the buffer is full
        }
        into.flip();
    }

    synchronized long end() {
        return end;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

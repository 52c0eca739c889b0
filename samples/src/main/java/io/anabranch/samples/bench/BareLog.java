package io.anabranch.samples.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The least a log can do: a frame is a length, a CRC32C and the records' bytes with their lengths, made in one buffer and written by one call;
 * a scan maps the file, checks each frame and walks its records.
 */
final class BareLog implements RecordLog {
    private static final int HEADER_BYTES = 8;

    private final Path folder;
    private final Path file;

    BareLog(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("bare.log");
    }

    @Override
    public void append(SampleRecords records, int batch, int batches) throws IOException {
        int room = HEADER_BYTES + batch * (8 + SampleRecords.KEY_BYTES + records.payloads[0].length);
        ByteBuffer frame = ByteBuffer.allocateDirect(room);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int b = 0, next = 0; b < batches; b++, next = (next + batch) % records.count()) {
                fill(frame, records, next, batch);
                while (frame.hasRemaining()) channel.write(frame);
            }
        }
    }

    private static void fill(ByteBuffer frame, SampleRecords records, int from, int batch) {
        frame.clear().position(HEADER_BYTES);
        for (int i = from; i < from + batch; i++) {
            frame.putInt(records.keys[i].length).putInt(records.payloads[i].length).put(records.keys[i]).put(records.payloads[i]);
        }
        int end = frame.position();
        CRC32C crc = new CRC32C();
        crc.update(frame.flip().position(HEADER_BYTES));
        frame.clear().limit(end).putInt(0, end).putInt(4, (int) crc.getValue());
    }

    @Override
    public long scan(int times) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MappedByteBuffer log = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            long payload = 0;
            for (int i = 0; i < times; i++) payload += scan(log);
            return payload;
        }
    }

    private static long scan(ByteBuffer log) throws IOException {
        long payload = 0;
        for (int at = 0; at < log.capacity(); at += log.getInt(at)) payload += scanFrame(log, at);
        return payload;
    }

    private static long scanFrame(ByteBuffer log, int at) throws IOException {
        int end = at + log.getInt(at);
        CRC32C crc = new CRC32C();
        crc.update(log.duplicate().limit(end).position(at + HEADER_BYTES));
        if ((int) crc.getValue() != log.getInt(at + 4)) throw new IOException("bad frame at " + at);
        long payload = 0;
        for (int record = at + HEADER_BYTES; record < end; ) {
            int data = log.getInt(record + 4);
            payload += data;
            record += 8 + log.getInt(record) + data;
        }
        return payload;
    }

    @Override
    public void force() throws IOException {
        Disk.force(file);
    }

    @Override
    public void close() {
        Disk.delete(folder);
    }
}

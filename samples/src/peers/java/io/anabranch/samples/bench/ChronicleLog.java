package io.anabranch.samples.bench;

import java.io.IOException;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;

/** A Chronicle Queue with its defaults: a message holds the key and the payload of one record. */
final class ChronicleLog implements RecordLog {
    private final Path folder;
    private final ChronicleQueue queue;
    private final Bytes<?> message = Bytes.allocateElasticDirect();

    ChronicleLog(Path folder) {
        this.folder = folder;
        this.queue = ChronicleQueue.singleBuilder(folder.toFile()).build();
    }

    @Override
    public void append(SampleRecords records, int batch, int batches) {
        long count = (long) batch * batches;
        try (ExcerptAppender appender = queue.createAppender()) {
            for (long put = 0; put < count; put++) {
                int i = (int) (put % records.count());
                message.clear();
                message.write(records.keys[i]).write(records.payloads[i]);
                appender.writeBytes(message);
            }
        }
    }

    @Override
    public void force() throws IOException {
        Disk.force(folder);
    }

    @Override
    public long scan(int times) {
        long payload = 0;
        try (ExcerptTailer tailer = queue.createTailer()) {
            for (int i = 0; i < times; i++) payload += scan(tailer.toStart());
        }
        return payload;
    }

    private long scan(ExcerptTailer tailer) {
        long payload = 0;
        message.clear();
        while (tailer.readBytes(message)) {
            payload += message.readRemaining() - SampleRecords.KEY_BYTES;
            message.clear();
        }
        return payload;
    }

    @Override
    public void close() {
        queue.close();
        message.releaseLast();
        Disk.delete(folder);
    }
}

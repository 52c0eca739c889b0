package io.anabranch.samples.bench;

import java.io.IOException;
import java.nio.file.Path;

/** A log to be measured: written once, then read. Closing deletes it. Not thread-safe. */
interface RecordLog extends AutoCloseable {
    /** Appends the sample records batch by batch, from the first again when they are used up. Returns when readers see all. */
    void append(SampleRecords records, int batch, int batches) throws IOException;

    /** Waits for the disk, so that nobody else pays for it. */
    void force() throws IOException;

    /** Reads all records so many times. @return bytes of payload read, without keys */
    long scan(int times) throws IOException;

    @Override
    void close() throws IOException;

    /** Makes one in a folder that is empty and its own. */
    interface Opening {
        RecordLog open(Path folder) throws IOException;
    }

    /** A kind of log. */
    record Kind(String name, Opening opening) {}
}

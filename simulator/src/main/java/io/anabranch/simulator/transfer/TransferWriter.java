package io.anabranch.simulator.transfer;

import java.io.Closeable;
import java.io.IOException;

/** Writes a stream's records into a file, after its outline. Not thread-safe. */
public interface TransferWriter extends Closeable {
    void write(TransferRecord record) throws IOException;

    /** Writes what is left and closes the file; without it the file is not whole. */
    @Override
    void close() throws IOException;
}

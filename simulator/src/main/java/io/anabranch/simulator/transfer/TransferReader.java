package io.anabranch.simulator.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Reads a file one record at a time. Not thread-safe. */
public interface TransferReader extends Closeable {
    StreamOutline outline();

    /**
     * The next record, empty at the end of the file.
     *
     * @throws BadTransferException if what stands there is no record; nothing more can be read then
     */
    Optional<TransferRecord> next() throws IOException;

    /** Where in the file the record given last stands, such as {@code line 17}. */
    String place();
}

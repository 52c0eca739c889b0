package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.file.Path;

/** Bytes that were written whole are not what they were. What they held is not served; what stands before and behind it is. */
public final class DamagedLogException extends IOException {
    private final Path file;
    private final long offset;

    public DamagedLogException(Path file, long offset, String what) {
        super(what + " in " + file + " at offset " + offset);
        this.file = file;
        this.offset = offset;
    }

    public Path file() {
        return file;
    }

    /** First byte of what is damaged. */
    public long offset() {
        return offset;
    }
}

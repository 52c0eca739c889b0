package io.anabranch.schema.store;

import java.io.IOException;
import java.nio.file.Path;

/** The journal is damaged where a crash cannot have damaged it. Nothing behind the damage is served, and nothing is cut away. */
public final class JournalDamageException extends IOException {
    private final transient Path file;
    private final long offset;

    JournalDamageException(Path file, long offset, String what) {
        super(file + " is damaged at offset " + offset + ": " + what);
        this.file = file;
        this.offset = offset;
    }

    public Path file() {
        return file;
    }

    /** Bytes from the file's start. */
    public long offset() {
        return offset;
    }
}

package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.file.Path;

/** Another process, or another part of this one, writes the folder. */
public final class FolderInUseException extends IOException {
    private final Path folder;

    FolderInUseException(Path folder) {
        super("data folder " + folder + " is in use: another process writes it");
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }
}

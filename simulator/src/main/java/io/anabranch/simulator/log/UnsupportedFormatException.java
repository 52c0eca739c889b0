package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.file.Path;

/** A file was written in a format this version does not know, most likely by a newer one. Nothing was changed. */
public final class UnsupportedFormatException extends IOException {
    UnsupportedFormatException(Path file, int found, int supported) {
        super(file + " has format version " + found + "; this version reads up to " + supported);
    }
}

package io.anabranch.schema.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The reading end of a journal that another process may be writing: reads on from where it stopped, leaves a frame that is not whole for the next time,
 * never writes. A journal that is not there yet is an empty one. Not thread-safe.
 */
final class JournalTail implements Closeable {
    private final Path path;
    private @Nullable RandomAccessFile file;
    private long end = Frame.HEADER;

    JournalTail(Path path) {
        this.path = path;
    }

    void readOn(JournalScan.Sink sink) throws IOException {
        RandomAccessFile opened = opened();
        if (opened != null) end = new JournalScan(path, opened).frames(end, sink);
    }

    private @Nullable RandomAccessFile opened() throws IOException {
        if (file == null && Files.exists(path)) file = open();
        return file;
    }

    private RandomAccessFile open() throws IOException {
        var opened = new RandomAccessFile(path.toFile(), "r");
        try {
            new JournalScan(path, opened).checkHeader();
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) file.close();
    }
}

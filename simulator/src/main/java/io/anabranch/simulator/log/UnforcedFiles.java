package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Files of {@link Durability#NONE}: nothing waits for the disk. */
final class UnforcedFiles implements LogFiles {
    private final LogFiles files;

    UnforcedFiles(LogFiles files) {
        this.files = files;
    }

    @Override
    public LogFile open(Path file, boolean writable) throws IOException {
        return new UnforcedFile(files.open(file, writable));
    }

    @Override
    public void forceFolder(Path folder) {
        // The kernel writes its names out in its own time.
    }

    private record UnforcedFile(LogFile file) implements LogFile {
        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            file.write(bytes, position);
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            file.read(target, position);
        }

        @Override
        public void force() {
            // The kernel writes its bytes out in its own time.
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public ByteBuffer map(long length) throws IOException {
            return file.map(length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

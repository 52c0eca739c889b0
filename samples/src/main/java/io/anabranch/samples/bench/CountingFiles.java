package io.anabranch.samples.bench;

import io.anabranch.simulator.log.DiskFiles;
import io.anabranch.simulator.log.LogFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;

/** The real files, counting what is written. Thread-safe. */
final class CountingFiles implements LogFiles {
    private final LogFiles disk = new DiskFiles();
    private final LongAdder writes = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();

    long writes() {
        return writes.sum();
    }

    long bytesWritten() {
        return bytesWritten.sum();
    }

    @Override
    public LogFile open(Path file, boolean writable) throws IOException {
        return new CountingFile(disk.open(file, writable));
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        disk.forceFolder(folder);
    }

    private final class CountingFile implements LogFile {
        private final LogFile file;

        CountingFile(LogFile file) {
            this.file = file;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            writes.increment();
            bytesWritten.add(bytes.remaining());
            file.write(bytes, position);
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            file.read(target, position);
        }

        @Override
        public void force() throws IOException {
            file.force();
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

package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Real files on a disk that fills up, fails to flush, counts, and forgets what was not flushed when the power goes. */
final class FaultyFiles implements LogFiles {
    final AtomicLong room = new AtomicLong(Long.MAX_VALUE);
    final AtomicInteger forces = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger mostOpen = new AtomicInteger();
    volatile boolean forceFails;
    volatile Predicate<Path> forceFailsOf = path -> false;
    volatile boolean forceFolderFails;
    volatile Runnable beforeForce = () -> {};
    private final DiskFiles disk = new DiskFiles();
    private final Map<Path, byte[]> forced = new HashMap<>();

    @Override
    public LogFile open(Path file, boolean writable) throws IOException {
        LogFile real = disk.open(file, writable);
        opened.incrementAndGet();
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        synchronized (forced) {
            forced.putIfAbsent(file, new byte[0]);
        }
        return new FaultyFile(file, real);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        if (forceFolderFails) throw new IOException("Input/output error");
        disk.forceFolder(folder);
    }

    /** Every file has the content it had when it was last forced. */
    void powerFailure() throws IOException {
        synchronized (forced) {
            for (Map.Entry<Path, byte[]> file : forced.entrySet())
                if (Files.exists(file.getKey())) Files.write(file.getKey(), file.getValue());
        }
    }

    private final class FaultyFile implements LogFile {
        private final Path path;
        private final LogFile real;

        FaultyFile(Path path, LogFile real) {
            this.path = path;
            this.real = real;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            int wanted = bytes.remaining();
            int written = (int) Math.min(wanted, Math.max(0, room.get()));
            room.addAndGet(-written);
            real.write(bytes.duplicate().limit(bytes.position() + written), position);
            bytes.position(bytes.position() + written);
            if (written < wanted) throw new IOException("No space left on device");
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            real.read(target, position);
        }

        @Override
        public void force() throws IOException {
            beforeForce.run();
            forces.incrementAndGet();
            if (forceFails || forceFailsOf.test(path)) throw new IOException("Input/output error");
            synchronized (forced) {
                byte[] content = Files.readAllBytes(path);
                real.force();
                forced.put(path, content);
            }
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            real.truncate(size);
        }

        @Override
        public ByteBuffer map(long length) throws IOException {
            return real.map(length);
        }

        @Override
        public void close() throws IOException {
            open.decrementAndGet();
            real.close();
        }
    }
}

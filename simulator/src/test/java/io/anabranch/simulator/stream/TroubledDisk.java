package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.DiskFiles;
import io.anabranch.simulator.log.LogFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Real files on a disk that gets into trouble at its n-th change: a file made, written, cut, forced, renamed or deleted, a folder forced. Forces do nothing
 * else: what a process wrote is there after it was killed. Logs are opened by several threads at once, else it is for one.
 */
final class TroubledDisk implements LogFiles {
    /** What happens. */
    enum Trouble {
        /** For some changes there is no room; what was to be written is there in part. */
        FULL,
        /** One change fails, and may have happened in part. */
        BROKEN,
        /** The process is killed: the files stay as they are. */
        KILLED
    }

    private static final int FULL_FOR = 7;

    private final LogFiles disk = new DiskFiles();
    private final Trouble trouble;
    private final int from;
    private final Path root;
    private final Path left;
    private int changes;
    private boolean killed;

    /**
     * @param from number of the change at which it begins
     * @param left where to copy what is in {@code root} to when the process is killed
     */
    TroubledDisk(Trouble trouble, int from, Path root, Path left) {
        this.trouble = trouble;
        this.from = from;
        this.root = root;
        this.left = left;
    }

    int changes() {
        return changes;
    }

    boolean isKilled() {
        return killed;
    }

    /** True if the call that was just made may have met with trouble. */
    boolean hadTrouble() {
        return changes >= from;
    }

    private synchronized boolean isTroubled() throws IOException {
        if (killed) throw new IOException("the process is gone");
        int number = changes++;
        if (number < from) return false;
        if (trouble == Trouble.KILLED) kill();
        return trouble == Trouble.KILLED || number < from + (trouble == Trouble.FULL ? FULL_FOR : 1);
    }

    private void kill() throws IOException {
        killed = true;
        try (java.util.stream.Stream<Path> all = Files.walk(root)) {
            for (Path each : all.toList()) {
                Path copy = left.resolve(root.relativize(each));
                if (Files.isDirectory(each)) Files.createDirectories(copy);
                else Files.copy(each, copy);
            }
        }
    }

    private IOException failure() {
        return new IOException(trouble == Trouble.FULL ? "No space left on device" : "Input/output error");
    }

    @Override
    public LogFile open(Path file, boolean writable) throws IOException {
        boolean made = writable && !Files.exists(file);
        if (made && isTroubled()) throw failure();
        return new TroubledFile(disk.open(file, writable));
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        if (isTroubled() && trouble != Trouble.FULL) throw failure();
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        if (isTroubled()) throw failure();
        disk.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        if (isTroubled() && trouble != Trouble.FULL) throw failure();
        disk.delete(file);
    }

    private final class TroubledFile implements LogFile {
        private final LogFile file;

        TroubledFile(LogFile file) {
            this.file = file;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            if (isTroubled()) {
                if (trouble != Trouble.KILLED) file.write(bytes.duplicate().limit(bytes.position() + bytes.remaining() / 2), position);
                throw failure();
            }
            file.write(bytes, position);
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            file.read(target, position);
        }

        @Override
        public void force() throws IOException {
            if (isTroubled() && trouble != Trouble.FULL) throw failure();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            if (isTroubled() && trouble != Trouble.FULL) throw failure();
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

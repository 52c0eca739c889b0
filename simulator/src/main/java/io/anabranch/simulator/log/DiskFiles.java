package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** The real files. */
public final class DiskFiles implements LogFiles {
    private static final boolean WINDOWS = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    @Override
    public LogFile open(Path file, boolean writable) throws IOException {
        return new DiskFile(file, writable);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        if (WINDOWS || !Files.isDirectory(folder)) return; // a folder cannot be opened there, and its names are journaled anyway
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * One file. A channel is closed under everybody when one of its users is interrupted, so an operation that ends that way is done again on a
     * new channel (all of them may be done twice) and the interrupt is handed on afterwards.
     */
    private static final class DiskFile implements LogFile {
        /** The channel copies heap bytes through a buffer it keeps for each thread; slices keep that small, and in the cache. */
        private static final int SLICE = 256 << 10;

        private final Path file;
        private final boolean writable;
        private volatile FileChannel channel;
        private volatile boolean closed;

        DiskFile(Path file, boolean writable) throws IOException {
            this.file = file;
            this.writable = writable;
            this.channel = open();
        }

        private FileChannel open() throws IOException {
            return writable
                    ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)
                    : FileChannel.open(file, StandardOpenOption.READ);
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            int start = bytes.position();
            retrying(open -> {
                bytes.position(start);
                writeAll(open, bytes, position);
                return bytes;
            });
        }

        private static void writeAll(FileChannel open, ByteBuffer bytes, long position) throws IOException {
            int limit = bytes.limit();
            long at = position;
            try {
                while (bytes.position() < limit) {
                    bytes.limit(Math.min(limit, bytes.position() + SLICE));
                    at += open.write(bytes, at);
                }
            } finally {
                bytes.limit(limit);
            }
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            int start = target.position();
            retrying(open -> {
                target.position(start);
                readAll(open, target, position);
                return target;
            });
        }

        private static void readAll(FileChannel open, ByteBuffer target, long position) throws IOException {
            int limit = target.limit();
            long at = position;
            try {
                while (target.position() < limit) {
                    target.limit(Math.min(limit, target.position() + SLICE));
                    int read = open.read(target, at);
                    if (read < 0) return;
                    at += read;
                }
            } finally {
                target.limit(limit);
            }
        }

        @Override
        public void force() throws IOException {
            retrying(open -> {
                open.force(false);
                return open;
            });
        }

        @Override
        public long size() throws IOException {
            return retrying(FileChannel::size);
        }

        @Override
        public void truncate(long size) throws IOException {
            retrying(open -> open.truncate(size));
        }

        @Override
        public ByteBuffer map(long length) throws IOException {
            return retrying(open -> open.map(MapMode.READ_ONLY, 0, length));
        }

        private <T> T retrying(Operation<T> operation) throws IOException {
            boolean interrupted = false;
            try {
                while (true) {
                    FileChannel open = channel;
                    try {
                        return operation.on(open);
                    } catch (ClosedByInterruptException e) {
                        interrupted |= Thread.interrupted();
                        reopen(open);
                    } catch (ClosedChannelException e) {
                        reopen(open);
                    }
                }
            } finally {
                if (interrupted) Thread.currentThread().interrupt();
            }
        }

        private synchronized void reopen(FileChannel broken) throws IOException {
            if (closed) throw new ClosedChannelException();
            if (channel == broken) channel = open();
        }

        @Override
        public synchronized void close() throws IOException {
            closed = true;
            channel.close();
        }

        private interface Operation<T> {
            T on(FileChannel channel) throws IOException;
        }
    }
}

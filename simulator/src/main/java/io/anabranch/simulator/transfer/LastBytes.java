package io.anabranch.simulator.transfer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Remembers the bytes that were read last. Not thread-safe. */
final class LastBytes extends FilterInputStream {
    private byte[] last = new byte[0];
    private final int most;

    LastBytes(InputStream source, int most) {
        super(source);
        this.most = most;
    }

    /** As many as are remembered, or were read. */
    byte[] last() {
        return last.clone();
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        if (read >= 0) remember(new byte[] {(byte) read}, 0, 1);
        return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        if (read > 0) remember(target, offset, read);
        return read;
    }

    private void remember(byte[] bytes, int offset, int length) {
        int kept = Math.max(0, Math.min(last.length, most - length));
        int added = Math.min(length, most);
        byte[] now = Arrays.copyOfRange(last, last.length - kept, last.length + added);
        System.arraycopy(bytes, offset + length - added, now, kept, added);
        last = now;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = 0;
        while (skipped < count && read() >= 0) skipped++;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

package io.anabranch.schema.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * Reads frames in order and tells a torn tail from damage. A crash can only cut short or scramble the frame that was being written, which is the last
 * one; so a bad frame with a whole one anywhere behind it is damage, and a bad frame with none behind it is a tail that nobody was told of.
 */
final class JournalScan {
    /** Takes the payload of one frame and where the frame begins. */
    interface Sink {
        void accept(byte[] payload, long offset) throws IOException;
    }

    private final Path path;
    private final RandomAccessFile file;

    JournalScan(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    void checkHeader() throws IOException {
        if (file.length() < Frame.HEADER) throw new JournalDamageException(path, 0, "the header is cut short");
        byte[] header = new byte[Frame.HEADER];
        file.seek(0);
        file.readFully(header);
        String complaint = Frame.complaint(header);
        if (!complaint.isEmpty()) throw new JournalDamageException(path, 0, complaint);
    }

    /** Hands every whole frame from {@code from} on to {@code sink}; returns where the last one ends. */
    long frames(long from, Sink sink) throws IOException {
        long size = file.length();
        long position = from;
        while (position < size) {
            byte[] payload = payloadAt(position, size);
            if (payload.length == 0) {
                requireTorn(position, size);
                return position;
            }
            sink.accept(payload, position);
            position += Frame.PREFIX + payload.length;
        }
        return position;
    }

    /** The payload of the frame at {@code position}, empty if no whole frame begins there. */
    private byte[] payloadAt(long position, long size) throws IOException {
        byte[] none = new byte[0];
        if (size - position < Frame.PREFIX) return none;
        file.seek(position);
        int length = file.readInt();
        int checksum = file.readInt();
        if (!Frame.plausible(length) || length > size - position - Frame.PREFIX) return none;
        byte[] payload = new byte[length];
        file.readFully(payload);
        return checksum == Frame.checksum(payload, 0, length) ? payload : none;
    }

    private void requireTorn(long position, long size) throws IOException {
        byte[] rest = new byte[Math.toIntExact(size - position)];
        file.seek(position);
        file.readFully(rest);
        for (int at = 1; at < rest.length; at++) {
            if (Frame.wholeAt(rest, at)) {
                throw new JournalDamageException(path, position, "the frame there is broken and a whole one follows at offset " + (position + at));
            }
        }
    }
}

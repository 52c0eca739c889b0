package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Walks the frames of one segment in order and checks each. Not thread-safe. */
final class FrameCursor {
    enum Step {
        /** Stands on an intact frame. */
        FRAME,
        /** Everything up to the limit was walked. */
        END,
        /** Stands on bytes that are no intact frame. */
        BAD
    }

    private static final Window NOWHERE = new Window(ByteBuffer.allocate(0), 0, false);

    private final Segment segment;
    private final long limit;
    private final long salt;
    private final int wanted;
    private Window window = NOWHERE;
    private long position;
    private int length;
    private long expectedIndex;
    private long trustedPosition = -1;

    /**
     * @param position      where a frame begins
     * @param limit         where to end, at most the end of the segment's file
     * @param expectedIndex no frame to come begins below it
     * @param wanted        bytes that will be read, as far as known
     */
    FrameCursor(Segment segment, long position, long limit, long expectedIndex, int wanted) throws IOException {
        this.segment = segment;
        this.position = position;
        this.limit = limit;
        this.salt = segment.salt();
        this.expectedIndex = expectedIndex;
        this.wanted = wanted;
    }

    /** The frame at {@code trusted} was checked before; it is not checked again if it is mapped. */
    void trust(long trusted) {
        trustedPosition = trusted;
    }

    Step next() throws IOException {
        position += length;
        length = 0;
        if (position == limit) return Step.END;
        if (!holdsFrame(position)) return Step.BAD;
        enter();
        return Step.FRAME;
    }

    /** Moves to the frame right behind this one, if it is intact, follows without a gap and needs no other bytes; else stays. */
    boolean nextAtHand() throws IOException {
        long following = position + length;
        if (!window.covers(following, Frame.HEADER) || limit - following < Frame.HEADER) return false;
        int candidate = Frame.length(window.bytes(), window.at(following));
        boolean atHand = candidate > 0 && window.covers(following, candidate) && following + candidate <= limit;
        if (!atHand || Frame.firstIndex(window.bytes(), window.at(following)) != expectedIndex || !holdsFrame(following)) return false;
        position = following;
        enter();
        return true;
    }

    /** Moves to the next intact frame over whatever is damaged. */
    boolean nextIntact() throws IOException {
        Step step = next();
        return step == Step.FRAME || step == Step.BAD && resync();
    }

    /** Moves from bad bytes to the next intact frame; stays and answers false if there is none. */
    boolean resync() throws IOException {
        for (long at = position + 1; at + Frame.HEADER + Frame.RECORD_HEADER <= limit; at++) {
            if (!holdsFrame(at)) continue;
            position = at;
            enter();
            return true;
        }
        return false;
    }

    private void enter() {
        length = Frame.length(window.bytes(), window.at(position));
        expectedIndex = nextIndex();
    }

    private boolean holdsFrame(long at) throws IOException {
        if (limit - at < Frame.HEADER) return false;
        show(at, Frame.HEADER);
        if (!Frame.isPlausible(window.bytes(), window.at(at), expectedIndex)) return false;
        int candidate = Frame.length(window.bytes(), window.at(at));
        if (candidate > limit - at) return false;
        show(at, candidate);
        return at == trustedPosition && window.mapped() || Frame.isIntact(window.bytes(), window.at(at), salt);
    }

    private void show(long at, int least) throws IOException {
        if (!window.covers(at, least)) window = segment.window(at, least, wanted, limit);
    }

    Segment segment() {
        return segment;
    }

    Window window() {
        return window;
    }

    long position() {
        return position;
    }

    int length() {
        return length;
    }

    long firstIndex() {
        return Frame.firstIndex(window.bytes(), window.at(position));
    }

    int count() {
        return Frame.count(window.bytes(), window.at(position));
    }

    long nextIndex() {
        return firstIndex() + count();
    }

    /** True if indexes before this frame were left out on purpose. */
    boolean skips() {
        return Frame.is(Frame.SKIPS, window.bytes(), window.at(position));
    }

    /** True if the stream was to be encrypted when the records came. */
    boolean encrypted() {
        return Frame.is(Frame.ENCRYPTED, window.bytes(), window.at(position));
    }

    long arrivalMillis() {
        return Frame.arrivalMillis(window.bytes(), window.at(position));
    }
}

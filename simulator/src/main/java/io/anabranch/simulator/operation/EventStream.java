package io.anabranch.simulator.operation;

import java.util.Optional;

/**
 * A body without a known end, frame by frame. Frames are made when they are asked for, so a client that does not take them holds up nobody and
 * costs no memory but for the frames it was given. Asked and closed by one thread at a time; does not block.
 */
public interface EventStream extends AutoCloseable {
    /** The next frame, if there is one now. */
    Optional<Body> next();

    /** True once the last frame was given. */
    boolean isOver();

    /**
     * Has {@code ready} run whenever there may be a frame, or the end, after {@link #next()} gave none: on any thread, so it must not block or throw.
     * Asked for once, before the first frame.
     */
    void onReady(Runnable ready);

    /** The client is gone or was told all: nothing is asked for any more. Again: does nothing. */
    @Override
    void close();
}

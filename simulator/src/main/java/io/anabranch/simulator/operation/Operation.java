package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import java.util.concurrent.CompletionStage;

/** One operation of the service. Thread-safe. */
interface Operation {
    String name();

    /** True if {@link #answer} may wait for a disk, and so must not run on an event loop. */
    boolean blocks();

    /**
     * Does it.
     *
     * @return the answer's body, in the request's format; fails as this method throws
     * @throws WireException   if the body cannot be read
     * @throws StreamException for every refusal
     */
    CompletionStage<Body> answer(WireFormat format, byte[] body) throws WireException;
}

package io.anabranch.simulator.operation;

import io.anabranch.simulator.fault.Target;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireValue;
import java.util.concurrent.CompletionStage;

/** One operation of the service. Thread-safe. */
interface Operation {
    String name();

    /** True if {@link #answer} may wait for a disk, and so must not run on an event loop. */
    boolean blocks();

    /** What a call is about, for the rules of a script of faults; the input need not be valid. */
    default Target target(WireValue.Structure input) {
        return Targets.of(input);
    }

    /**
     * Does it.
     *
     * @return the answer's body, in the request's format; fails as this method throws
     * @throws WireException   if the body cannot be read
     * @throws StreamException for every refusal
     */
    CompletionStage<Body> answer(WireFormat format, byte[] body) throws WireException;
}

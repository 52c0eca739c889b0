package io.anabranch.simulator.operation;

import io.anabranch.simulator.wire.WireFormat;

/** A request that names an operation and is signed. */
record Call(ServiceRequest request, WireFormat format, Operation operation) {
    /** The same, done otherwise. */
    Call with(Operation other) {
        return new Call(request, format, other);
    }
}

package io.anabranch.simulator.stream;

/** What was accepted and happens when a stream leaves UPDATING. */
sealed interface Pending permits Reshard, Pending.Configure {
    /** Other settings come into force. */
    record Configure(StreamConfig config) implements Pending {}
}

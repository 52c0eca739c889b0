package io.anabranch.simulator.stream;

/** What was accepted and happens when a stream leaves UPDATING. */
sealed interface Pending permits Reshard, Pending.Configure {
    /**
     * Some settings come into force; others may change meanwhile.
     *
     * @param changes as {@link Attributes#since} gives them
     */
    record Configure(Attributes changes) implements Pending {
        static final Configure NOTHING = new Configure(Attributes.NONE);

        static Configure from(StreamConfig before, StreamConfig after) {
            return new Configure(after.attributes().since(before.attributes()));
        }

        StreamConfig applied(StreamConfig config) {
            return new StreamConfig(config.attributes().changed(changes));
        }
    }
}

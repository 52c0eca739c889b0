package io.anabranch.simulator.stream;

/** What tags and policies are attached to. */
public sealed interface Resource {
    /** Name of the stream it is, or belongs to. */
    String stream();

    record OfStream(String stream) implements Resource {}

    /** @param createdSecond when it was registered, epoch seconds: tells it from another one of its name */
    record OfConsumer(String stream, String consumer, long createdSecond) implements Resource {
        String arn(Identity owner) {
            return owner.arnPrefix() + stream + "/consumer/" + consumer + ":" + createdSecond;
        }
    }
}

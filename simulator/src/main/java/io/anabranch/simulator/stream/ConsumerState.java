package io.anabranch.simulator.stream;

/** One registered consumer of a stream as the journal has it. Immutable. */
record ConsumerState(String name, ConsumerStatus status, long createdMillis, Attributes attributes) {
    ConsumerState with(ConsumerStatus newStatus) {
        return new ConsumerState(name, newStatus, createdMillis, attributes);
    }

    ConsumerState with(Attributes changed) {
        return new ConsumerState(name, status, createdMillis, changed);
    }

    String arn(StreamState stream) {
        return stream.arn() + "/consumer/" + name + ":" + Math.floorDiv(createdMillis, 1000L);
    }
}

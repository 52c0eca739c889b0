package io.anabranch.simulator.stream;

import java.time.Instant;

/**
 * What the control plane knows of one registered consumer at one moment.
 *
 * @param arn     ends in the second it was registered, which tells it from a later one of the same name
 * @param created in milliseconds
 */
public record ConsumerDescription(String name, String arn, String streamName, String streamArn, ConsumerStatus status, Instant created) {
    static ConsumerDescription of(StreamState stream, ConsumerState consumer) {
        return new ConsumerDescription(
                consumer.name(),
                consumer.arn(stream),
                stream.name(),
                stream.arn(),
                consumer.status(),
                Instant.ofEpochMilli(consumer.createdMillis()));
    }
}

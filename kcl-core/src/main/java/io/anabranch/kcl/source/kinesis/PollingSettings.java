package io.anabranch.kcl.source.kinesis;

import java.time.Duration;
import java.util.Optional;

/**
 * How a shard is polled.
 *
 * @param idlePause   between two calls while there is nothing new; the service allows five calls a second and shard to all applications
 *     together. A shard that is behind is read without a pause
 * @param longestWait after which a fetch answers empty-handed although the shard is still behind
 * @param local       whether the service runs on this machine; unless said, told from the endpoint the client was given
 */
public record PollingSettings(Duration idlePause, Duration longestWait, Optional<Boolean> local) {
    public PollingSettings {
        if (idlePause.isNegative()) throw new IllegalArgumentException("idlePause is negative: " + idlePause);
        if (longestWait.isNegative()) throw new IllegalArgumentException("longestWait is negative: " + longestWait);
    }

    /** 200 ms, 1 s, told from the endpoint. */
    public static PollingSettings defaults() {
        return new PollingSettings(Duration.ofMillis(200), Duration.ofSeconds(1), Optional.empty());
    }

    public PollingSettings withIdlePause(Duration value) {
        return new PollingSettings(value, longestWait, local);
    }

    public PollingSettings withLongestWait(Duration value) {
        return new PollingSettings(idlePause, value, local);
    }

    public PollingSettings withLocal(boolean value) {
        return new PollingSettings(idlePause, longestWait, Optional.of(value));
    }
}

package io.anabranch.simulator.stream;

import java.time.Duration;
import java.util.Map;

/**
 * How long CREATING, UPDATING and DELETING last; zero: over before the call returns.
 *
 * @param usual       of every operation not named otherwise
 * @param byOperation by the operation's name, as {@code CreateStream}
 */
public record StateDelays(Duration usual, Map<String, Duration> byOperation) {
    public static final StateDelays NONE = of(Duration.ZERO);

    public StateDelays {
        if (usual.isNegative()) throw new IllegalArgumentException("delay is negative: " + usual);
        byOperation.forEach((operation, delay) -> {
            if (delay.isNegative()) throw new IllegalArgumentException("delay of " + operation + " is negative: " + delay);
        });
        byOperation = Map.copyOf(byOperation);
    }

    public static StateDelays of(Duration usual) {
        return new StateDelays(usual, Map.of());
    }

    Duration of(String operation) {
        return byOperation.getOrDefault(operation, usual);
    }
}

package io.anabranch.simulator.fault;

import java.time.Duration;
import java.util.Optional;

/**
 * What goes wrong with one call.
 *
 * @param latency of real time before it begins
 * @param rule    says what goes wrong besides
 * @param draw    what chance said for that rule, so that whatever is left to choose can be chosen again
 */
public record Fault(Duration latency, Optional<FaultRule> rule, long draw) {
    static final Fault NONE = new Fault(Duration.ZERO, Optional.empty(), 0);

    /** What goes wrong besides the latency. */
    public Optional<Effect> effect() {
        return rule.map(FaultRule::effect);
    }

    Fault with(FaultRule fired, long itsDraw) {
        if (fired.effect() instanceof Effect.Late late) return new Fault(latency.plus(late.by()), rule, draw);
        return rule.isPresent() ? this : new Fault(latency, Optional.of(fired), itsDraw);
    }
}

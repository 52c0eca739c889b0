package io.anabranch.simulator.fault;

import java.util.List;

/**
 * Rules, in their order.
 *
 * @param seed of every choice left to chance
 */
public record FaultScript(long seed, List<FaultRule> rules) {
    /** Nothing goes wrong. */
    public static final FaultScript NONE = new FaultScript(0, List.of());

    public FaultScript {
        rules = List.copyOf(rules);
    }

    /**
     * Reads a script from JSON, in the form of {@code docs/faults.md}.
     *
     * @throws IllegalArgumentException with one line that says what is wrong, and in which rule
     */
    public static FaultScript parse(byte[] json) {
        return ScriptReader.read(json);
    }
}

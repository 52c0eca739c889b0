package io.anabranch.simulator.fault;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A rule in force. Thread-safe. */
final class CountingRule {
    private final FaultRule rule;
    private final RandomGenerator random;
    private long calls;
    private long fired;

    CountingRule(FaultRule rule, RandomGenerator random) {
        this.rule = rule;
        this.random = random;
    }

    FaultRule rule() {
        return rule;
    }

    /** The fault so far and what this rule adds. */
    Fault next(String operation, Supplier<Target> target, Fault sofar) {
        if (!rule.mayConcern(operation) || (rule.needsTarget() && !rule.concerns(target.get()))) return sofar;
        return counted(sofar);
    }

    private synchronized Fault counted(Fault sofar) {
        calls++;
        if (!rule.trigger().fires(calls, random)) return sofar;
        fired++;
        return sofar.with(rule, random.nextLong());
    }

    synchronized Faults.Count count() {
        return new Faults.Count(rule, calls, fired);
    }
}

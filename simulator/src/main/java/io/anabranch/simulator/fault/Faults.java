package io.anabranch.simulator.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * The rules in force and how far each of them has counted. Calls in process are not asked about: faults are those of the port. Thread-safe.
 *
 * <p>Every rule that fires on a call adds its latency; of other effects the first rule's counts. A rule draws from a generator of its own, so rules do
 * not disturb each other's chances.
 */
public final class Faults {
    private volatile List<CountingRule> rules = List.of();
    private long seed;

    /** Replaces all rules; counting begins anew. */
    public synchronized void set(FaultScript script) {
        seed = script.seed();
        List<CountingRule> fresh = new ArrayList<>();
        for (FaultRule rule : script.rules()) fresh.add(counting(rule, fresh.size()));
        rules = List.copyOf(fresh);
    }

    /** Adds a rule after the others, whose counting goes on. */
    public synchronized void add(FaultRule rule) {
        List<CountingRule> more = new ArrayList<>(rules);
        more.add(counting(rule, more.size()));
        rules = List.copyOf(more);
    }

    private CountingRule counting(FaultRule rule, int number) {
        return new CountingRule(rule, new SplittableRandom(seed + number * 0x9E3779B97F4A7C15L));
    }

    /** From now on nothing goes wrong. */
    public void clear() {
        set(FaultScript.NONE);
    }

    /** Begins a rule for the calls of an operation, {@code *} for all; its last word adds it. */
    public RuleBuilder on(String operation) {
        return new RuleBuilder(this, operation);
    }

    /** The rules in force as a script, and how far each has counted ({@code calls}, {@code fired}); can be read as a script again. */
    public synchronized byte[] toJson() {
        return ScriptWriter.write(seed, counts());
    }

    /** How far the rules in force have counted, in their order. */
    public List<Count> counts() {
        return rules.stream().map(CountingRule::count).toList();
    }

    /** True while there is no rule: one volatile read. */
    public boolean none() {
        return rules.isEmpty();
    }

    /**
     * Counts a call and says what goes wrong with it.
     *
     * @param target asked for at most once, and only if a rule for this operation names a stream, a shard or a consumer
     */
    public Fault decide(String operation, Supplier<Target> target) {
        Once<Target> known = new Once<>(target);
        Fault fault = Fault.NONE;
        for (CountingRule rule : rules) fault = rule.next(operation, known, fault);
        return fault;
    }

    /**
     * How far a rule has counted.
     *
     * @param calls it was about
     * @param fired on how many of them it fired
     */
    public record Count(FaultRule rule, long calls, long fired) {}

    /** Asks at most once. Not thread-safe. */
    private static final class Once<T> implements Supplier<T> {
        private final Supplier<T> source;
        private List<T> known = List.of();

        Once(Supplier<T> source) {
            this.source = source;
        }

        @Override
        public T get() {
            if (known.isEmpty()) known = List.of(source.get());
            return known.get(0);
        }
    }
}

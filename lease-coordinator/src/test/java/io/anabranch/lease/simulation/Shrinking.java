package io.anabranch.lease.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;

/** Finds few of a seed's faults that still break a promise: those are the ones to read. */
final class Shrinking {
    private final long seed;
    private final LongFunction<World> worlds;
    private final TreeSet<Integer> leftOut = new TreeSet<>();

    private Shrinking(long seed, LongFunction<World> worlds) {
        this.seed = seed;
        this.worlds = worlds;
    }

    /** The faults that are left when no single one, and no run of several, can be taken away without mending it; in the order they come. */
    static List<String> of(long seed, LongFunction<World> worlds) {
        Shrinking shrinking = new Shrinking(seed, worlds);
        RandomFaults.Outcome whole = shrinking.run(Set.of());
        for (int size = whole.faults().size(); size >= 1; size /= 2) shrinking.leaveOutRuns(size, whole.faults().size());
        return shrinking.left();
    }

    private void leaveOutRuns(int size, int faults) {
        for (int from = 0; from < faults; from += size) {
            TreeSet<Integer> more = new TreeSet<>(leftOut);
            for (int i = from; i < from + size; i++) more.add(i);
            if (run(more).broken().isPresent()) leftOut.addAll(more);
        }
    }

    private List<String> left() {
        List<String> left = new ArrayList<>(run(leftOut).faults());
        left.removeIf("left out"::equals);
        return left;
    }

    private RandomFaults.Outcome run(Set<Integer> without) {
        return RandomFaults.without(without, worlds.apply(seed));
    }
}

package io.anabranch.lease.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShrinkingTest {
    /** A fleet that goes on beyond its deadline: a defence taken away, so that some seed breaks. */
    private static World careless(long seed) {
        World world = new World(seed);
        world.mutation = worker -> worker.ignoresDeadline = true;
        return world;
    }

    @Test
    void fewFaultsAreLeftAndTheyStillBreakIt() {
        long seed = LongStream.range(1, 200).filter(one -> RandomFaults.without(Set.of(), careless(one)).broken().isPresent()).findFirst().orElseThrow();
        List<String> all = RandomFaults.without(Set.of(), careless(seed)).faults();
        List<String> few = Shrinking.of(seed, ShrinkingTest::careless);
        assertThat(few).as("seed %d", seed).isNotEmpty().hasSizeLessThan(all.size()).hasSizeLessThanOrEqualTo(3);
        assertThat(Shrinking.of(seed, ShrinkingTest::careless)).isEqualTo(few);
    }

    @Test
    void whatIsLeftOutChangesNoOtherFault() {
        List<String> all = RandomFaults.without(Set.of(), new World(7)).faults();
        List<String> fewer = RandomFaults.without(Set.of(0), new World(7)).faults();
        assertThat(fewer.get(0)).isEqualTo("left out");
        assertThat(fewer.get(1).split(" ")[0]).as("the same moment").isEqualTo(all.get(1).split(" ")[0]);
    }
}

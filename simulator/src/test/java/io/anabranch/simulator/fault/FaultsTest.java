package io.anabranch.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static final Supplier<Target> UNASKED = () -> {
        throw new AssertionError("no rule asks what the call is about");
    };

    private final Faults faults = new Faults();

    private List<Integer> firing(int calls) {
        return IntStream.rangeClosed(1, calls).filter(call -> faults.decide("PutRecord", UNASKED).rule().isPresent()).boxed().toList();
    }

    private boolean fires(String operation, Target target) {
        return faults.decide(operation, () -> target).rule().isPresent();
    }

    private static Target about(String stream, String... shards) {
        return new Target(Optional.of(stream), Set.of(shards), Optional.empty());
    }

    @Test
    void withoutATriggerEveryCallOfTheOperationGoesWrong() {
        faults.on("PutRecord").throttle();
        assertThat(firing(3)).containsExactly(1, 2, 3);
        assertThat(fires("PutRecords", Target.NONE)).isFalse();
    }

    @Test
    void aStarIsEveryOperation() {
        faults.on("*").unavailable();
        assertThat(firing(1)).containsExactly(1);
    }

    @Test
    void triggersCountTheCallsOfTheirRule() {
        faults.on("PutRecord").nth(3).throttle();
        assertThat(firing(5)).containsExactly(3);
        faults.clear();
        faults.on("PutRecord").every(2).throttle();
        assertThat(firing(5)).containsExactly(2, 4);
        faults.clear();
        faults.on("PutRecord").first(2).throttle();
        assertThat(firing(5)).containsExactly(1, 2);
        faults.clear();
        assertThat(faults.none()).isTrue();
        assertThat(firing(5)).isEmpty();
    }

    @Test
    void aRuleIsAboutTheStreamShardAndConsumerItNames() {
        faults.on("GetRecords").stream("orders").shard("0").nth(2).expiredIterator();
        assertThat(fires("GetRecords", about("orders", "shardId-000000000000"))).isFalse();
        assertThat(fires("GetRecords", about("orders", "shardId-000000000001"))).isFalse();
        assertThat(fires("GetRecords", about("other", "shardId-000000000000"))).isFalse();
        assertThat(fires("GetRecords", Target.NONE)).isFalse();
        assertThat(fires("GetRecords", about("orders", "shardId-000000000000"))).isTrue();
        faults.on("SubscribeToShard").consumer("app").reset();
        assertThat(fires("SubscribeToShard", about("orders"))).isFalse();
        assertThat(fires("SubscribeToShard", new Target(Optional.empty(), Set.of(), Optional.of("app")))).isTrue();
    }

    @Test
    void whatACallIsAboutIsFoundOutOnceAtMost() {
        faults.on("PutRecord").stream("a").throttle();
        faults.on("PutRecord").stream("b").throttle();
        int[] asked = {0};
        faults.decide("PutRecord", () -> {
            asked[0]++;
            return about("b");
        });
        faults.decide("GetRecords", UNASKED);
        assertThat(asked[0]).isEqualTo(1);
    }

    @Test
    void latenciesAddUpAndOfOtherEffectsTheFirstCounts() {
        faults.on("PutRecord").latency(Duration.ofMillis(10));
        faults.on("PutRecord").internalFailure();
        faults.on("PutRecord").reset();
        faults.on("*").latency(Duration.ofMillis(5));
        Fault fault = faults.decide("PutRecord", UNASKED);
        assertThat(fault.latency()).isEqualTo(Duration.ofMillis(15));
        assertThat(fault.effect()).contains(new Effect.Refused(Refusal.INTERNAL_FAILURE));
    }

    private static FaultScript chance(long seed, String... more) {
        List<FaultRule> rules = new ArrayList<>();
        for (String operation : more) rules.add(rule(operation));
        rules.add(0, rule("PutRecord"));
        return new FaultScript(seed, rules);
    }

    private static FaultRule rule(String operation) {
        return new FaultRule(
                operation, Optional.empty(), Optional.empty(), Optional.empty(), new Trigger.Probability(0.5), new Effect.Refused(Refusal.THROTTLE));
    }

    @Test
    void aSeedRepeatsAndAnotherSeedDiffers() {
        faults.set(chance(1));
        List<Integer> first = firing(200);
        faults.set(chance(1));
        assertThat(firing(200)).isEqualTo(first).hasSizeBetween(60, 140);
        faults.set(chance(2));
        assertThat(firing(200)).isNotEqualTo(first);
    }

    @Test
    void rulesDoNotDisturbEachOthersChances() {
        faults.set(chance(1));
        List<Integer> alone = firing(50);
        faults.set(chance(1, "GetRecords"));
        List<Integer> beside = new ArrayList<>();
        for (int call = 1; call <= 50; call++) {
            fires("GetRecords", Target.NONE);
            if (fires("PutRecord", Target.NONE)) beside.add(call);
        }
        assertThat(beside).isEqualTo(alone);
    }

    @Test
    void aShareOfTheEntriesIsChosenByChanceAndRepeats() {
        var half = new Effect.EntriesFailed(List.of(), 0.5, Refusal.THROTTLE);
        int[] entries = IntStream.range(0, 100).toArray();
        assertThat(half.among(entries, 7)).hasSize(50).isSorted().doesNotHaveDuplicates().isEqualTo(half.among(entries, 7));
        assertThat(half.among(entries, 8)).isNotEqualTo(half.among(entries, 7));
        assertThat(half.among(new int[] {3}, 7)).containsExactly(3);
        assertThat(half.among(new int[0], 7)).isEmpty();
        assertThat(new Effect.EntriesFailed(List.of(5, 0, 9), 1, Refusal.THROTTLE).among(new int[] {0, 1, 5}, 7)).containsExactly(0, 5);
    }

    @Test
    void countsTellWhatHappened() {
        faults.on("PutRecord").every(2).throttle();
        firing(5);
        assertThat(faults.counts()).singleElement().satisfies(count -> {
            assertThat(count.calls()).isEqualTo(5);
            assertThat(count.fired()).isEqualTo(2);
        });
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> faults.on("PutRecord").probability(1.1));
        assertThatIllegalArgumentException().isThrownBy(() -> faults.on("PutRecord").probability(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> faults.on("PutRecord").nth(0));
        assertThatIllegalArgumentException().isThrownBy(() -> faults.on("put records").throttle());
        assertThatIllegalArgumentException().isThrownBy(() -> faults.on("PutRecord").shard("x").throttle());
        assertThatIllegalArgumentException().isThrownBy(() -> faults.on("PutRecord").expiredIterator());
        assertThatIllegalArgumentException().isThrownBy(() -> faults.on("PutRecord").failEntries(0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> faults.on("PutRecords").failEntries(0));
        assertThatIllegalArgumentException().isThrownBy(() -> faults.on("PutRecord").cut(100));
        assertThat(faults.none()).isTrue();
    }
}

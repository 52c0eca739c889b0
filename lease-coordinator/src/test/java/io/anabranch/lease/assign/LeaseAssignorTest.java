package io.anabranch.lease.assign;

import static io.anabranch.lease.assign.FleetBuilder.counts;
import static io.anabranch.lease.assign.FleetBuilder.granted;
import static io.anabranch.lease.assign.FleetBuilder.holding;
import static io.anabranch.lease.assign.FleetBuilder.moved;
import static io.anabranch.lease.assign.FleetBuilder.weighing;
import static io.anabranch.lease.assign.FleetBuilder.weight;
import static io.anabranch.lease.assign.FleetBuilder.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.WorkerTraits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LeaseAssignorTest {
    private static final LeaseAssignor COUNT = LeaseAssignor.evenByCount();
    private static final LeaseAssignor LOAD = LeaseAssignor.evenByLoad();
    private static final MoveLimits FREELY = new MoveLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, key -> true);

    @Test
    void sixOnTwoAreThreeAndThree() {
        assertThat(counts(settle(COUNT, fleet(2, 6)))).containsExactly(3, 3);
    }

    @Test
    void fourOnThreeAreTwoOneOne() {
        assertThat(counts(settle(COUNT, fleet(3, 4)))).containsExactlyInAnyOrder(2, 1, 1);
    }

    @Test
    void nobodyGetsAnythingWhenThereIsNobody() {
        assertThat(COUNT.grants(fleet(0, 5))).isEmpty();
        assertThat(COUNT.moves(fleet(0, 5), FREELY)).isEmpty();
    }

    @Test
    void aLeaseThatMustRestStaysAndAnotherMoves() {
        Fleet fleet = holding(List.of(4, 0)).build();
        LeaseKey last = fleet.workers().get("w0").held().last();
        assertThat(COUNT.moves(fleet, new MoveLimits(10, 10, key -> !key.equals(last)))).hasSize(2).noneMatch(move -> move.key().equals(last));
        assertThat(COUNT.moves(fleet, new MoveLimits(10, 10, key -> false))).isEmpty();
    }

    @Test
    void leasesOnTheirWayCountWhereTheyGo() {
        assertThat(COUNT.moves(holding(List.of(3, 1)).arriving("w1", 2).build(), FREELY)).isEmpty();
    }

    @Test
    void fromAnyStateItEndsEvenWithAsFewMovesAsPossible() {
        for (long seed = 0; seed < 2_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Fleet fleet = holding(randomCounts(random, 8)).build();
            List<Move> moves = COUNT.moves(fleet, FREELY);
            Fleet after = moved(fleet, moves);
            List<Integer> counts = counts(after);
            assertThat(Collections.max(counts) - Collections.min(counts)).as("spread, seed %d", seed).isLessThanOrEqualTo(1);
            assertThat(moves).as("moves, seed %d", seed).hasSize(fewestMoves(counts(fleet)));
            assertThat(moves.stream().map(Move::key).distinct().count()).as("moved once, seed %d", seed).isEqualTo(moves.size());
            assertThat(COUNT.moves(after, FREELY)).as("at rest, seed %d", seed).isEmpty();
            assertThat(COUNT.moves(fleet, FREELY)).as("deterministic, seed %d", seed).isEqualTo(moves);
        }
    }

    @Test
    void theLimitsAreKept() {
        Fleet fleet = holding(List.of(20, 0, 0)).build();
        assertThat(COUNT.moves(fleet, new MoveLimits(4, 10, key -> true))).hasSize(4);
        assertThat(COUNT.moves(fleet, new MoveLimits(0, 10, key -> true))).isEmpty();
        assertThat(COUNT.moves(fleet, new MoveLimits(-1, 10, key -> true))).isEmpty();
        assertThat(COUNT.moves(fleet, new MoveLimits(10, 2, key -> true))).as("of the one that gives").hasSize(2);
        Fleet busy = holding(List.of(9, 9, 0)).arriving("w2", 2).build();
        assertThat(COUNT.moves(busy, new MoveLimits(10, 3, key -> true))).as("of the one that takes, with those under way").hasSize(1);
    }

    @Test
    void theDeathOfAWorkerMovesOnlyItsLeases() {
        Fleet before = settle(COUNT, fleet(4, 21));
        Fleet after = without(before, "w2");
        assertThat(COUNT.grants(after).keySet()).isEqualTo(before.workers().get("w2").held());
        assertThat(COUNT.moves(settle(COUNT, after), FREELY)).isEmpty();
    }

    @Test
    void aJoinMovesNoMoreThanItsShare() {
        Fleet joined = holding(List.of(7, 7, 7, 0)).build();
        assertThat(COUNT.moves(joined, FREELY)).hasSize(5).allMatch(move -> move.to().equals("w3"));
    }

    @Test
    void whoCanBearTwiceAsMuchGetsTwiceAsMany() {
        Fleet fleet = fleetOf(List.of(WorkerTraits.PLAIN.withCapacity(2), WorkerTraits.PLAIN, WorkerTraits.PLAIN), 12);
        assertThat(counts(settle(COUNT, fleet))).containsExactly(6, 3, 3);
        Fleet uneven = holding(List.of(0, 6, 6)).traits("w0", traits -> traits.withCapacity(2)).build();
        assertThat(counts(moved(uneven, COUNT.moves(uneven, FREELY)))).containsExactly(6, 3, 3);
    }

    @Test
    void nobodyGetsMoreThanItTakes() {
        Fleet fleet = fleetOf(List.of(WorkerTraits.PLAIN.withMaxLeases(2), WorkerTraits.PLAIN.withMaxLeases(3)), 9);
        Fleet after = settle(COUNT, fleet);
        assertThat(counts(after)).containsExactly(2, 3);
        assertThat(after.orphans()).hasSize(4);
        Fleet uneven = holding(List.of(6, 0)).traits("w1", traits -> traits.withMaxLeases(1)).build();
        assertThat(counts(moved(uneven, COUNT.moves(uneven, FREELY)))).containsExactly(5, 1);
    }

    @Test
    void aLeaseThatAsksForTagsGoesOnlyWhereTheyAre() {
        Demand picky = new Demand(1, Set.of("gpu"), Optional.empty());
        Fleet fleet = FleetBuilder.empty().worker("plain", WorkerTraits.PLAIN).worker("tagged", WorkerTraits.PLAIN.withTags(Set.of("gpu", "big")))
                .orphans(3, picky).build();
        assertThat(COUNT.grants(fleet).values()).containsOnly("tagged").hasSize(3);
        Fleet uneven = FleetBuilder.empty().worker("plain", WorkerTraits.PLAIN).worker("tagged", WorkerTraits.PLAIN.withTags(Set.of("gpu")))
                .held("tagged", 4, picky).build();
        assertThat(COUNT.moves(uneven, FREELY)).isEmpty();
        assertThat(COUNT.grants(without(uneven, "tagged"))).isEmpty();
    }

    @Test
    void zonesShareWhatOneWorkerCouldBear() {
        WorkerTraits a = WorkerTraits.PLAIN.withZone("a");
        Fleet fleet = fleetOf(List.of(a, a, a, WorkerTraits.PLAIN.withZone("b")), 20);
        List<Integer> counts = counts(settle(COUNT, fleet));
        assertThat(counts.get(3)).as("of zone b, %s", counts).isBetween(8, 12);
        assertThat(COUNT.moves(settle(COUNT, fleet), FREELY)).as("what the zones want is not taken back").isEmpty();
    }

    @Test
    void whoHadItGetsItBackWhileItIsBelowItsShare() {
        Demand known = new Demand(1, Set.of(), Optional.of("w2"));
        Fleet fleet = FleetBuilder.empty().worker("w0", WorkerTraits.PLAIN).worker("w1", WorkerTraits.PLAIN).worker("w2", WorkerTraits.PLAIN)
                .orphans(3, Demand.PLAIN).orphans(3, known).build();
        SortedMap<LeaseKey, String> grants = COUNT.grants(fleet);
        assertThat(counts(granted(fleet, grants))).containsExactly(2, 2, 2);
        Fleet less = FleetBuilder.empty().worker("w0", WorkerTraits.PLAIN).worker("w2", WorkerTraits.PLAIN).held("w0", 1, Demand.PLAIN)
                .orphans(1, new Demand(1, Set.of(), Optional.of("w2"))).build();
        assertThat(COUNT.grants(less).values()).containsExactly("w2");
    }

    @Test
    void loadIsSpreadByWeight() {
        Fleet fleet = FleetBuilder.empty().worker("w0", WorkerTraits.PLAIN).worker("w1", WorkerTraits.PLAIN)
                .orphans(1, weighing(0.6)).orphans(6, weighing(0.1)).build();
        Fleet after = settle(LOAD, fleet);
        assertThat(counts(after)).containsExactly(1, 6);
        assertThat(LOAD.moves(after, FREELY)).isEmpty();
        assertThat(counts(settle(COUNT, fleet))).as("by count they weigh the same").containsExactly(4, 3);
    }

    @Test
    void theHeaviestThatHelpsMoves() {
        Fleet fleet = FleetBuilder.empty().worker("w0", WorkerTraits.PLAIN).worker("w1", WorkerTraits.PLAIN)
                .held("w0", 1, weighing(0.5)).held("w0", 1, weighing(0.2)).held("w0", 1, weighing(0.1)).build();
        List<Move> moves = LOAD.moves(fleet, new MoveLimits(1, 10, key -> true));
        assertThat(moves).extracting(Move::key).containsExactly(FleetBuilder.key(1));
    }

    @Test
    void smallDifferencesOfLoadAreLeftAlone() {
        Fleet close = FleetBuilder.empty().worker("w0", WorkerTraits.PLAIN).worker("w1", WorkerTraits.PLAIN)
                .held("w0", 21, weighing(0.01)).held("w1", 19, weighing(0.01)).build();
        assertThat(LOAD.moves(close, FREELY)).as("a tenth of the mean").isEmpty();
        Fleet idle = FleetBuilder.empty().worker("w0", WorkerTraits.PLAIN).worker("w1", WorkerTraits.PLAIN).held("w0", 9, weighing(0.001)).build();
        assertThat(LOAD.moves(idle, FREELY)).as("a hundredth of a worker").isEmpty();
        Fleet apart = FleetBuilder.empty().worker("w0", WorkerTraits.PLAIN).worker("w1", WorkerTraits.PLAIN)
                .held("w0", 25, weighing(0.01)).held("w1", 15, weighing(0.01)).build();
        assertThat(LOAD.moves(apart, FREELY)).isNotEmpty();
    }

    @Test
    void aShardHeavierThanAWorkersShareDoesNotWander() {
        Fleet fleet = FleetBuilder.empty().worker("w0", WorkerTraits.PLAIN).worker("w1", WorkerTraits.PLAIN).held("w0", 1, weighing(3)).build();
        assertThat(LOAD.moves(fleet, FREELY)).isEmpty();
    }

    @Test
    void withAnyTraitsAndWeightsPromisesAreKeptAndItComesToRest() {
        for (long seed = 0; seed < 2_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            LeaseAssignor assignor = random.nextBoolean() ? LOAD : COUNT;
            Fleet fleet = randomFleet(random);
            Fleet placed = settle(assignor, fleet);
            List<Move> moves = assignor.moves(placed, FREELY);
            Fleet after = rested(assignor, placed, seed);
            checkPromises(after, seed);
            assertThat(moves.stream().map(Move::key).distinct().count()).as("moved once, seed %d", seed).isEqualTo(moves.size());
            if (assignor == LOAD) assertThat(fullest(after)).as("fullest, seed %d", seed).isLessThanOrEqualTo(fullest(placed) + 1e-9);
            assertThat(assignor.grants(fleet)).as("deterministic, seed %d", seed).isEqualTo(assignor.grants(fleet));
        }
    }

    private static void checkPromises(Fleet fleet, long seed) {
        fleet.workers().forEach((name, worker) -> {
            assertThat(worker.held()).as("leases of %s, seed %d", name, seed).hasSizeLessThanOrEqualTo(worker.traits().maxLeases());
            worker.held().forEach(key -> assertThat(worker.traits().tags()).as("tags of %s for %s, seed %d", name, key, seed)
                    .containsAll(fleet.demand(key).tags()));
        });
    }

    /** What one worker gives may let another give: then a second plan follows, and it ends. */
    private static Fleet rested(LeaseAssignor assignor, Fleet fleet, long seed) {
        Fleet now = fleet;
        for (int plans = 0; plans < 5; plans++) {
            List<Move> moves = assignor.moves(now, FREELY);
            if (moves.isEmpty()) return now;
            now = moved(now, moves);
        }
        throw new AssertionError("does not come to rest, seed " + seed);
    }

    private static double fullest(Fleet fleet) {
        return fleet.workers().keySet().stream().mapToDouble(name -> weight(fleet, name) / fleet.workers().get(name).traits().capacity()).max().orElse(0);
    }

    /** Workers of all kinds, with orphans only: so that nothing is where it may not be. */
    private static Fleet randomFleet(SplittableRandom random) {
        FleetBuilder builder = FleetBuilder.empty();
        int workers = 1 + random.nextInt(8);
        for (int i = 0; i < workers; i++) {
            WorkerTraits traits = new WorkerTraits(1 + random.nextInt(3), 1 + random.nextInt(30), "z" + random.nextInt(3),
                    random.nextBoolean() ? Set.of("gpu") : Set.of());
            builder.worker("w" + i, traits);
        }
        for (int i = random.nextInt(80); i > 0; i--) {
            builder.orphans(1, new Demand(0.001 + random.nextDouble(), random.nextInt(5) == 0 ? Set.of("gpu") : Set.of(), Optional.empty()));
        }
        return builder.build();
    }

    /** Who has more than its share gives the surplus, and nobody else gives anything. */
    private static int fewestMoves(List<Integer> counts) {
        int total = counts.stream().mapToInt(Integer::intValue).sum();
        int share = total / counts.size();
        int larger = total % counts.size();
        List<Integer> descending = new ArrayList<>(counts);
        descending.sort(Collections.reverseOrder());
        int moves = 0;
        for (int i = 0; i < descending.size(); i++) moves += Math.max(0, descending.get(i) - (i < larger ? share + 1 : share));
        return moves;
    }

    private static List<Integer> randomCounts(SplittableRandom random, int most) {
        List<Integer> counts = new ArrayList<>();
        int workers = 1 + random.nextInt(most);
        for (int i = 0; i < workers; i++) counts.add(random.nextInt(20));
        return counts;
    }

    private static Fleet fleet(int workers, int orphans) {
        return fleetOf(Collections.nCopies(workers, WorkerTraits.PLAIN), orphans);
    }

    private static Fleet fleetOf(List<WorkerTraits> workers, int orphans) {
        FleetBuilder builder = FleetBuilder.empty();
        for (int i = 0; i < workers.size(); i++) builder.worker("w" + i, workers.get(i));
        return builder.orphans(orphans, Demand.PLAIN).build();
    }

    private static Fleet settle(LeaseAssignor assignor, Fleet fleet) {
        SortedMap<LeaseKey, String> grants = assignor.grants(fleet);
        assertThat(fleet.orphans()).containsAll(new TreeSet<>(grants.keySet()));
        return granted(fleet, grants);
    }
}

package io.anabranch.lease.assign;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.lease.model.LeaseKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LeaseAssignorTest {
    @Test
    void sixOnTwoAreThreeAndThree() {
        assertThat(counts(settle(fleet(2, 6)))).containsExactly(3, 3);
    }

    @Test
    void fourOnThreeAreTwoOneOne() {
        assertThat(counts(settle(fleet(3, 4)))).containsExactlyInAnyOrder(2, 1, 1);
    }

    @Test
    void nobodyGetsAnythingWhenThereIsNobody() {
        assertThat(LeaseAssignor.grants(fleet(0, 5))).isEmpty();
        assertThat(LeaseAssignor.moves(fleet(0, 5), 10, key -> true)).isEmpty();
    }

    @Test
    void aLeaseThatMustRestStaysAndAnotherMoves() {
        Fleet fleet = new Fleet(held(List.of(4, 0)), new TreeMap<>(), new TreeSet<>());
        LeaseKey last = fleet.held().get("w0").last();
        assertThat(LeaseAssignor.moves(fleet, 10, key -> !key.equals(last))).hasSize(2).noneMatch(move -> move.key().equals(last));
        assertThat(LeaseAssignor.moves(fleet, 10, key -> false)).isEmpty();
    }

    @Test
    void leasesOnTheirWayCountWhereTheyGo() {
        Fleet fleet = new Fleet(held(List.of(3, 1)), new TreeMap<>(Map.of("w1", 2)), new TreeSet<>());
        assertThat(LeaseAssignor.moves(fleet, 10, key -> true)).isEmpty();
    }

    @Test
    void fromAnyStateItEndsEvenWithAsFewMovesAsPossible() {
        for (long seed = 0; seed < 2_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Fleet fleet = randomFleet(random);
            List<Move> moves = LeaseAssignor.moves(fleet, Integer.MAX_VALUE, key -> true);
            Fleet after = apply(fleet, moves);
            List<Integer> counts = counts(after);
            assertThat(Collections.max(counts) - Collections.min(counts)).as("spread, seed %d", seed).isLessThanOrEqualTo(1);
            assertThat(moves).as("moves, seed %d", seed).hasSize(fewestMoves(counts(fleet)));
            assertThat(moves.stream().map(Move::key).distinct().count()).as("moved once, seed %d", seed).isEqualTo(moves.size());
            assertThat(LeaseAssignor.moves(after, 100, key -> true)).as("at rest, seed %d", seed).isEmpty();
            assertThat(LeaseAssignor.moves(fleet, Integer.MAX_VALUE, key -> true)).as("deterministic, seed %d", seed).isEqualTo(moves);
        }
    }

    @Test
    void theLimitIsKept() {
        Fleet fleet = new Fleet(held(List.of(20, 0, 0)), new TreeMap<>(), new TreeSet<>());
        assertThat(LeaseAssignor.moves(fleet, 4, key -> true)).hasSize(4);
        assertThat(LeaseAssignor.moves(fleet, 0, key -> true)).isEmpty();
        assertThat(LeaseAssignor.moves(fleet, -1, key -> true)).isEmpty();
    }

    @Test
    void theDeathOfAWorkerMovesOnlyItsLeases() {
        Fleet before = settle(fleet(4, 21));
        TreeMap<String, SortedSet<LeaseKey>> survivors = new TreeMap<>(before.held());
        TreeSet<LeaseKey> orphans = new TreeSet<>(survivors.remove("w2"));
        Fleet after = new Fleet(survivors, new TreeMap<>(), orphans);
        assertThat(LeaseAssignor.grants(after).keySet()).isEqualTo(orphans);
        assertThat(LeaseAssignor.moves(settle(after), 100, key -> true)).isEmpty();
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

    private static Fleet randomFleet(SplittableRandom random) {
        List<Integer> counts = new ArrayList<>();
        int workers = 1 + random.nextInt(8);
        for (int i = 0; i < workers; i++) counts.add(random.nextInt(20));
        return new Fleet(held(counts), new TreeMap<>(), new TreeSet<>());
    }

    private static Fleet fleet(int workers, int orphans) {
        TreeSet<LeaseKey> keys = new TreeSet<>();
        for (int i = 0; i < orphans; i++) keys.add(key(i));
        return new Fleet(held(Collections.nCopies(workers, 0)), new TreeMap<>(), keys);
    }

    private static TreeMap<String, SortedSet<LeaseKey>> held(List<Integer> counts) {
        TreeMap<String, SortedSet<LeaseKey>> held = new TreeMap<>();
        int next = 0;
        for (int worker = 0; worker < counts.size(); worker++) {
            TreeSet<LeaseKey> leases = new TreeSet<>();
            for (int i = 0; i < counts.get(worker); i++) leases.add(key(next++));
            held.put("w" + worker, leases);
        }
        return held;
    }

    private static Fleet settle(Fleet fleet) {
        TreeMap<String, SortedSet<LeaseKey>> held = copy(fleet.held());
        LeaseAssignor.grants(fleet).forEach((key, worker) -> held.get(worker).add(key));
        return new Fleet(held, new TreeMap<>(), new TreeSet<>());
    }

    private static Fleet apply(Fleet fleet, List<Move> moves) {
        TreeMap<String, SortedSet<LeaseKey>> held = copy(fleet.held());
        for (Move move : moves) {
            assertThat(held.get(move.from()).remove(move.key())).as("%s", move).isTrue();
            held.get(move.to()).add(move.key());
        }
        return new Fleet(held, new TreeMap<>(), new TreeSet<>());
    }

    private static TreeMap<String, SortedSet<LeaseKey>> copy(SortedMap<String, SortedSet<LeaseKey>> held) {
        TreeMap<String, SortedSet<LeaseKey>> copy = new TreeMap<>();
        held.forEach((worker, leases) -> copy.put(worker, new TreeSet<>(leases)));
        return copy;
    }

    private static List<Integer> counts(Fleet fleet) {
        return fleet.held().values().stream().map(SortedSet::size).toList();
    }

    private static LeaseKey key(int number) {
        return new LeaseKey("orders", String.format("shard-%03d", number));
    }
}

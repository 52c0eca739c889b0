package io.anabranch.samples.history;

import static io.anabranch.samples.history.HistoryLine.Event.CHECKPOINT;
import static io.anabranch.samples.history.HistoryLine.Event.CLAIM;
import static io.anabranch.samples.history.HistoryLine.Event.LOST;
import static io.anabranch.samples.history.HistoryLine.Event.RECORD;
import static io.anabranch.samples.history.HistoryLine.Event.RELEASE;
import static io.anabranch.samples.history.HistoryLine.Event.SHARD_END;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.samples.history.FleetRun.Put;
import io.anabranch.samples.history.HistoryLine.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Fleets that went well and fleets that went wrong, each in one way. Shard p has the children c and d; sequence numbers rise over all. */
class HistoryCheckTest {
    private final List<Put> put = new ArrayList<>();
    private final Map<String, List<HistoryLine>> histories = new HashMap<>();
    private final Map<String, List<String>> parents = new HashMap<>(Map.of("p", List.of(), "c", List.of("p"), "d", List.of("p")));
    private final Map<String, Long> killed = new HashMap<>();
    private final Set<String> stopped = new HashSet<>();

    @Test
    void aFleetThatDidEverythingRightHolds() {
        healthyFleet();
        HistoryReport report = check();
        assertThat(report.findings()).allMatch(Finding::held);
        assertThat(report.duplicates()).isEqualTo(1);
        assertThat(report.failoverMillis()).containsExactly(55L);
        assertThat(report.handOverMillis()).containsExactly(8L);
        assertThat(report.processed()).isEqualTo(5);
        assertThat(report.countsByKey()).containsExactly(Map.entry("k", 5L));
    }

    @Test
    void aMissingRecordIsFound() {
        healthyFleet();
        put.add(new Put("p", "99", "k"));
        assertBroken("every record put");
    }

    @Test
    void aStepBackWithinAClaimIsFound() {
        put("p", "10", "11");
        lines("a", line(1, CLAIM, "p", 1, "TRIM_HORIZON"), line(2, RECORD, "p", 1, "11"), line(3, RECORD, "p", 1, "10"), line(4, RELEASE, "p", 1, null));
        assertBroken("no partition key");
    }

    @Test
    void aKeyProcessedInAChildBeforeItsParentIsFoundTwice() {
        put("p", "10");
        put("c", "20");
        lines("a", line(1, CLAIM, "p", 1, "TRIM_HORIZON"), line(9, RECORD, "p", 1, "10"), line(9, CHECKPOINT, "p", 1, "SHARD_END"),
                line(10, SHARD_END, "p", 1, null));
        lines("b", line(2, CLAIM, "c", 2, "TRIM_HORIZON"), line(3, RECORD, "c", 2, "20"), line(11, RELEASE, "c", 2, null));
        assertBroken("no partition key", "children start");
    }

    @Test
    void aChildWhoseParentNeverEndedIsFound() {
        put("p", "10");
        put("c", "20");
        lines("a", line(1, CLAIM, "p", 1, "TRIM_HORIZON"), line(2, RECORD, "p", 1, "10"), line(3, RELEASE, "p", 1, null));
        lines("b", line(4, CLAIM, "c", 2, "TRIM_HORIZON"), line(5, RECORD, "c", 2, "20"), line(6, RELEASE, "c", 2, null));
        assertBroken("children start");
    }

    @Test
    void aDuplicateAfterAnOrderlyReleaseIsUnexplained() {
        put("p", "10");
        lines("a", line(1, CLAIM, "p", 1, "TRIM_HORIZON"), line(2, RECORD, "p", 1, "10"), line(3, RELEASE, "p", 1, null));
        lines("b", line(4, CLAIM, "p", 2, "TRIM_HORIZON"), line(5, RECORD, "p", 2, "10"), line(6, RELEASE, "p", 2, null));
        assertBroken("every duplicate");
    }

    @Test
    void aDuplicateOfWhatTheKilledWorkerHadCheckpointedIsUnexplained() {
        put("p", "10");
        lines("a", line(1, CLAIM, "p", 1, "TRIM_HORIZON"), line(2, RECORD, "p", 1, "10"), line(3, CHECKPOINT, "p", 1, "10"));
        lines("b", line(50, CLAIM, "p", 2, "TRIM_HORIZON"), line(51, RECORD, "p", 2, "10"), line(60, RELEASE, "p", 2, null));
        killed.put("a", 4L);
        assertBroken("every duplicate");
    }

    @Test
    void aDuplicateAfterALostLeaseIsExplained() {
        put("p", "10");
        lines("a", line(1, CLAIM, "p", 1, "TRIM_HORIZON"), line(2, RECORD, "p", 1, "10"), line(3, LOST, "p", 1, null));
        lines("b", line(4, CLAIM, "p", 2, "TRIM_HORIZON"), line(5, RECORD, "p", 2, "10"), line(6, RELEASE, "p", 2, null));
        assertThat(check().findings()).allMatch(Finding::held);
    }

    @Test
    void aStaleOwnerThatGoesOnIsFound() {
        put("p", "10", "11");
        lines("a", line(1, CLAIM, "p", 1, "TRIM_HORIZON"), line(2, RECORD, "p", 1, "10"), line(7, RECORD, "p", 1, "11"), line(8, LOST, "p", 1, null));
        lines("b", line(5, CLAIM, "p", 2, "10"), line(6, RECORD, "p", 2, "11"), line(9, RELEASE, "p", 2, null));
        assertBroken("one owner");
    }

    @Test
    void twoClaimsOfOneEpochAreFound() {
        lines("a", line(1, CLAIM, "p", 1, "TRIM_HORIZON"), line(8, RELEASE, "p", 1, null));
        lines("b", line(1, CLAIM, "p", 1, "TRIM_HORIZON"), line(9, RELEASE, "p", 1, null));
        assertBroken("one owner");
    }

    @Test
    void aCheckpointThatGoesBackIsFound() {
        put("p", "10", "11");
        lines("a", line(1, CLAIM, "p", 1, "TRIM_HORIZON"), line(2, RECORD, "p", 1, "10"), line(2, RECORD, "p", 1, "11"),
                line(3, CHECKPOINT, "p", 1, "11"), line(4, CHECKPOINT, "p", 1, "10"), line(5, RELEASE, "p", 1, null));
        assertBroken("checkpoints never");
    }

    @Test
    void aCheckpointAheadOfTheRecordsIsFound() {
        put("p", "10");
        lines("a", line(1, CLAIM, "p", 1, "TRIM_HORIZON"), line(2, CHECKPOINT, "p", 1, "10"), line(3, RECORD, "p", 1, "10"), line(4, RELEASE, "p", 1, null));
        assertBroken("histories are whole");
    }

    @Test
    void aClaimWithoutAnEndIsFoundUnlessItsWorkerWasKilled() {
        lines("a", line(1, CLAIM, "p", 1, "TRIM_HORIZON"));
        assertBroken("histories are whole");
        killed.put("a", 2L);
        assertThat(check().held()).isTrue();
    }

    @Test
    void aRecordWithoutAClaimIsFound() {
        put("p", "10");
        lines("a", line(1, RECORD, "p", 1, "10"), line(2, RELEASE, "p", 1, null));
        assertBroken("histories are whole");
    }

    private void healthyFleet() {
        put("p", "8", "9", "10");
        put("c", "20", "21");
        lines("a", line(1, CLAIM, "p", 1, "TRIM_HORIZON"), line(2, RECORD, "p", 1, "8"), line(3, CHECKPOINT, "p", 1, "8"), line(4, RECORD, "p", 1, "9"));
        killed.put("a", 5L);
        lines("b", line(50, CLAIM, "p", 2, "8"), line(60, RECORD, "p", 2, "9"), line(61, RECORD, "p", 2, "10"), line(62, CHECKPOINT, "p", 2, "SHARD_END"),
                line(62, SHARD_END, "p", 2, null), line(70, CLAIM, "c", 3, "TRIM_HORIZON"), line(71, RECORD, "c", 3, "20"),
                line(72, CHECKPOINT, "c", 3, "20"), line(72, RELEASE, "c", 3, null));
        stopped.add("b");
        lines("d", line(75, CLAIM, "c", 4, "20"), line(80, RECORD, "c", 4, "21"), line(81, RELEASE, "c", 4, null));
    }

    private void assertBroken(String... promises) {
        List<String> broken = check().findings().stream().filter(finding -> !finding.held()).map(Finding::promise).toList();
        assertThat(broken).hasSameSizeAs(promises);
        for (int i = 0; i < promises.length; i++) assertThat(broken.get(i)).startsWith(promises[i]);
    }

    private HistoryReport check() {
        return HistoryCheck.check(new FleetRun(put, histories, parents, killed, stopped));
    }

    private void put(String shard, String... sequences) {
        for (String sequence : sequences) put.add(new Put(shard, sequence, "k"));
    }

    private void lines(String worker, HistoryLine... lines) {
        histories.put(worker, Arrays.stream(lines)
                .map(l -> new HistoryLine(l.t(), l.nanos(), l.event(), worker, l.shard(), l.epoch(), l.sequence(), l.key())).toList());
    }

    private static HistoryLine line(long t, Event event, String shard, long epoch, String sequence) {
        return new HistoryLine(t, t * 1_000_000, event, "", shard, epoch, sequence, event == RECORD ? "k" : null);
    }
}

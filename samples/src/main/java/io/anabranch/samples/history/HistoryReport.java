package io.anabranch.samples.history;

import java.util.List;
import java.util.Map;

/**
 * What the histories of a fleet show.
 *
 * @param findings       each promise, held or broken
 * @param put            records acknowledged by the stream
 * @param processed      different records processed
 * @param duplicates     records processed again
 * @param failoverMillis from a SIGKILL to the first record of the new owner, one figure a shard, ascending
 * @param handOverMillis from a release to the first record of the new owner, one figure a shard a stopped worker gave back, ascending
 * @param millis         from the first record's dispatch to the last one's
 * @param countsByKey    different records processed, by partition key
 */
public record HistoryReport(List<Finding> findings, long put, long processed, long duplicates, List<Long> failoverMillis,
        List<Long> handOverMillis, long millis, Map<String, Long> countsByKey) {
    /** True if every promise held. */
    public boolean held() {
        return findings.stream().allMatch(Finding::held);
    }
}

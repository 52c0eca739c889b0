package io.anabranch.samples.history;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything known of a fleet that ran: what was put, what each worker says it did, and what was done to them.
 *
 * @param put       records the stream acknowledged
 * @param histories by worker, in the order of each worker's file
 * @param parents   by shard, the shards it came from; none for a first shard
 * @param killed    workers that got SIGKILL, with the moment, epoch milliseconds
 * @param stopped   workers that were asked to stop while the fleet went on
 */
public record FleetRun(List<Put> put, Map<String, List<HistoryLine>> histories, Map<String, List<String>> parents, Map<String, Long> killed,
        Set<String> stopped) {
    public FleetRun {
        put = List.copyOf(put);
        histories = Map.copyOf(histories);
        parents = Map.copyOf(parents);
        killed = Map.copyOf(killed);
        stopped = Set.copyOf(stopped);
    }

    /** One acknowledged record, by the names the stream gave it. */
    public record Put(String shard, String sequence, String key) {}
}

package io.anabranch.samples.demo;

import io.anabranch.kcl.replay.ReplayResult;
import io.anabranch.samples.history.Finding;
import io.anabranch.samples.history.HistoryReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the demonstration showed.
 *
 * @param live     of the fleet
 * @param replayed of the replay
 * @param put      flights and delays by airport, as they were produced
 */
public record DemoResult(HistoryReport live, Replayed replayed, Map<String, AirportTotals> put) {
    /**
     * The replay's side.
     *
     * @param totals by airport
     */
    public record Replayed(long records, double recordsPerSecond, Duration elapsed, Optional<String> digest, Map<String, AirportTotals> totals) {
        static Replayed of(ReplayResult result) {
            Map<String, AirportTotals> totals = new TreeMap<>();
            for (Object shard : result.outputs().getOrDefault(FlightProcessor.TOTALS, List.of())) {
                ((Map<?, ?>) shard).forEach((airport, more) -> totals.merge((String) airport, (AirportTotals) more, AirportTotals::plus));
            }
            return new Replayed(result.records(), result.recordsPerSecond(), result.elapsed(), result.digest(), totals);
        }
    }

    /** Everything that was promised. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(live.findings());
        findings.add(new Finding("something was taken over", !live.failoverMillis().isEmpty() && !live.handOverMillis().isEmpty(),
                live.failoverMillis().size() + " shards after the SIGKILL, " + live.handOverMillis().size() + " after the SIGTERM"));
        findings.add(sameCounts());
        findings.add(new Finding("delays replayed equal delays put", replayed.totals.equals(put), String.format(Locale.ROOT,
                "%,d minutes live, %,d replayed", minutes(put), minutes(replayed.totals))));
        return findings;
    }

    private Finding sameCounts() {
        Map<String, Long> counts = replayed.totals.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().flights()));
        return new Finding("counts per airport replayed equal those live", counts.equals(live.countsByKey()),
                String.format(Locale.ROOT, "%,d records, %d airports", replayed.records, counts.size()));
    }

    private static long minutes(Map<String, AirportTotals> totals) {
        return totals.values().stream().mapToLong(AirportTotals::delayMinutes).sum();
    }

    /** True if every promise was held. */
    public boolean held() {
        return findings().stream().allMatch(Finding::held);
    }

    /** The figures, by name, in the order they are shown. */
    public Map<String, String> figures() {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("duplicates after the kill", String.format(Locale.ROOT, "%,d", live.duplicates()));
        figures.put("SIGKILL to the new owner's first record", span(live.failoverMillis()));
        figures.put("hand-over pause of the graceful stop", span(live.handOverMillis()));
        figures.put("live throughput, as it was paced", String.format(Locale.ROOT, "%,.0f records/s", live.processed() * 1e3 / Math.max(1, live.millis())));
        figures.put("replay", String.format(Locale.ROOT, "%,.0f records/s", replayed.recordsPerSecond));
        return figures;
    }

    private static String span(List<Long> millis) {
        if (millis.isEmpty()) return "none";
        long least = millis.get(0);
        long most = millis.get(millis.size() - 1);
        return least == most ? least + " ms" : least + " to " + most + " ms";
    }

    /** The result as a table. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        findings().forEach(finding -> lines.add(String.format("  %-4s %-66s %s", finding.held() ? "ok" : "FAIL", finding.promise(), finding.detail())));
        figures().forEach((name, value) -> lines.add(String.format("       %-66s %s", name, value)));
        return lines;
    }
}

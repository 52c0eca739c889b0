package io.anabranch.simulator.metrics;

import io.anabranch.simulator.stream.ShardMetric;
import io.anabranch.simulator.stream.StreamMeters;
import io.anabranch.simulator.stream.StreamMetric;
import io.anabranch.simulator.stream.StreamMetrics;
import io.anabranch.simulator.stream.StreamTimer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One page about the port, the streams and the process. Names are the service's in Prometheus' manner: {@code IncomingBytes} of a stream is
 * {@code anabranch_stream_incoming_bytes_total}.
 */
public final class MetricsPage {
    public static final String CONTENT_TYPE = Exposition.CONTENT_TYPE;

    private static final StreamMeters.Taken NOTHING = new StreamMeters.Taken(0, 0);
    private static final double MICROS_A_MILLI = 1_000;

    private final Exposition page = new Exposition();

    private MetricsPage() {}

    public static String of(List<StreamMetrics> streams, ServerMeters server, Runtime process) {
        MetricsPage made = new MetricsPage();
        made.calls(server);
        made.connections(server);
        made.streams(streams);
        made.shards(streams);
        made.process(process);
        return made.page.toString();
    }

    private void calls(ServerMeters server) {
        page.counter("anabranch_requests_total", "Requests by operation and status of the answer");
        server.calls().forEach((operation, calls) ->
                calls.byStatus().forEach((status, count) -> page.value(count, "operation", operation, "status", status.toString())));
        page.histogram("anabranch_request_seconds", "Time from a whole request to its answer, or to the beginning of an event stream");
        server.calls().forEach(this::latency);
    }

    private void latency(String operation, CallMeter calls) {
        calls.withinSeconds().forEach((bound, count) -> page.part("_bucket", count, "operation", operation, "le", Exposition.number(bound)));
        page.part("_sum", calls.seconds(), "operation", operation);
        page.part("_count", calls.count(), "operation", operation);
    }

    private void connections(ServerMeters server) {
        page.gauge("anabranch_connections", "Open connections").value(server.openConnections());
        page.counter("anabranch_connections_opened_total", "Connections accepted").value(server.openedConnections());
        page.counter("anabranch_connections_refused_total", "Connections refused because there were too many").value(server.refusedConnections());
        page.counter("anabranch_received_bytes_total", "Bytes received, those of TLS included").value(server.receivedBytes());
        page.counter("anabranch_sent_bytes_total", "Bytes sent, those of TLS included").value(server.sentBytes());
    }

    private void streams(List<StreamMetrics> streams) {
        for (StreamMetric metric : StreamMetric.values()) {
            page.counter("anabranch_stream_" + name(metric.wireName()) + "_total", metric.wireName());
            for (StreamMetrics stream : streams) page.value(stream.counts().getOrDefault(metric, 0L), labels(stream));
        }
        for (StreamTimer timer : StreamTimer.values()) {
            page.summary("anabranch_stream_" + name(timer.wireName()) + "_milliseconds", timer.wireName());
            for (StreamMetrics stream : streams) latency(stream, timer);
        }
        page.gauge("anabranch_stream_subscribe_to_shard_event_millis_behind_latest", "SubscribeToShardEvent.MillisBehindLatest of the shard pushed farthest behind");
        for (StreamMetrics stream : streams) stream.pushedBehindMillis().ifPresent(behind -> page.value(behind, labels(stream)));
        page.gauge("anabranch_stream_get_records_iterator_age_milliseconds", "GetRecords.IteratorAgeMilliseconds of the shard read farthest behind");
        for (StreamMetrics stream : streams) stream.iteratorAgeMillis().ifPresent(age -> page.value(age, labels(stream)));
        page.gauge("anabranch_stream_open_shards", "Shards that take records");
        for (StreamMetrics stream : streams) page.value(stream.openShards(), labels(stream));
        page.gauge("anabranch_stream_disk_bytes", "Bytes of the stream's files");
        for (StreamMetrics stream : streams) page.value(stream.diskBytes(), labels(stream));
    }

    private void latency(StreamMetrics stream, StreamTimer timer) {
        StreamMeters.Taken taken = stream.times().getOrDefault(timer, NOTHING);
        page.part("_sum", taken.micros() / MICROS_A_MILLI, labels(stream));
        page.part("_count", taken.calls(), labels(stream));
    }

    private void shards(List<StreamMetrics> streams) {
        for (ShardMetric metric : ShardMetric.values()) {
            String name = "anabranch_shard_" + name(metric.wireName());
            boolean gauge = metric == ShardMetric.ITERATOR_AGE_MILLISECONDS;
            if (gauge) page.gauge(name, metric.wireName());
            else page.counter(name + "_total", metric.wireName());
            for (StreamMetrics stream : streams) shards(stream, metric);
        }
    }

    private void shards(StreamMetrics stream, ShardMetric metric) {
        stream.shards().forEach((shard, counts) -> {
            Long count = counts.get(metric);
            if (count != null) page.value(count, labels(stream, "shard", shard.toString()));
        });
    }

    private void process(Runtime process) {
        page.gauge("anabranch_heap_used_bytes", "Heap in use").value(process.totalMemory() - process.freeMemory());
        page.gauge("anabranch_heap_max_bytes", "Heap there may be").value(process.maxMemory());
    }

    private static String[] labels(StreamMetrics stream, String... more) {
        String[] labels = {"account", stream.owner().account(), "region", stream.owner().region(), "stream", stream.name()};
        String[] all = Arrays.copyOf(labels, labels.length + more.length);
        System.arraycopy(more, 0, all, labels.length, more.length);
        return all;
    }

    /** {@code PutRecords.ThrottledRecords} is {@code put_records_throttled_records}. */
    static String name(String wireName) {
        return wireName.replace(".", "").replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}

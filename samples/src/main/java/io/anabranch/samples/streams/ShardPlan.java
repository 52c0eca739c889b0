package io.anabranch.samples.streams;

import java.util.List;
import java.util.Locale;

/**
 * How many shards a stream needs, by the formula of the Kinesis documentation: incoming KB/s over 1024, or outgoing KB/s over 2048, whichever is more;
 * and 1,000 records/s a shard. A record counts as whole KB. Consumers share a shard's 2 MB/s; one with enhanced fan-out has them for itself.
 *
 * @param recordsPerSecond 1 or more
 * @param recordBytes      average size, 1 or more
 * @param consumers        that share, 0 or more
 * @param fanOut           with enhanced fan-out, 0 or more
 */
public record ShardPlan(long recordsPerSecond, long recordBytes, int consumers, int fanOut) {
    private static final int WRITE_KB = 1024;
    private static final int READ_KB = 2048;
    private static final int WRITE_RECORDS = 1000;

    public ShardPlan {
        if (recordsPerSecond < 1 || recordsPerSecond > 1_000_000_000) throw new IllegalArgumentException("records/s must be 1 to 1,000,000,000, was " + recordsPerSecond);
        if (recordBytes < 1 || recordBytes > 10 << 20) throw new IllegalArgumentException("a record has 1 byte to 10 MiB, not " + recordBytes);
        if (consumers < 0 || fanOut < 0) throw new IllegalArgumentException("consumers must be 0 or more, were " + consumers + " and " + fanOut);
    }

    public long recordKilobytes() {
        return ceiling(recordBytes, 1024);
    }

    public long incomingKilobytes() {
        return recordsPerSecond * recordKilobytes();
    }

    public long outgoingKilobytes() {
        return incomingKilobytes() * consumers;
    }

    public long shards() {
        return Math.max(Math.max(forIncoming(), forRecords()), Math.max(forOutgoing(), forFanOut()));
    }

    public long forIncoming() {
        return ceiling(incomingKilobytes(), WRITE_KB);
    }

    public long forRecords() {
        return ceiling(recordsPerSecond, WRITE_RECORDS);
    }

    public long forOutgoing() {
        return ceiling(outgoingKilobytes(), READ_KB);
    }

    /** Each has 2 MB/s of every shard for itself. */
    public long forFanOut() {
        return fanOut == 0 ? 0 : ceiling(incomingKilobytes(), READ_KB);
    }

    private static long ceiling(long amount, long each) {
        return (amount + each - 1) / each;
    }

    /** Every step of the reckoning. */
    public List<String> reasoning() {
        return List.of(
                line("record", "%,d B, counts as %,d KB", recordBytes, recordKilobytes()),
                line("incoming", "%,d KB/s / %,d = %s", incomingKilobytes(), WRITE_KB, counted(forIncoming())),
                line("records", "%,d records/s / %,d = %s", recordsPerSecond, WRITE_RECORDS, counted(forRecords())),
                line("outgoing", "%,d KB/s (%d sharing) / %,d = %s", outgoingKilobytes(), consumers, READ_KB, counted(forOutgoing())),
                line("fan-out", "%,d KB/s for each of %d / %,d = %s", incomingKilobytes(), fanOut, READ_KB, counted(forFanOut())),
                line("needed", "%s, the most of these", counted(shards())));
    }

    private static String counted(long shards) {
        return String.format(Locale.ROOT, shards == 1 ? "%,d shard" : "%,d shards", shards);
    }

    private static String line(String name, String format, Object... values) {
        return String.format(Locale.ROOT, "%-9s ", name) + String.format(Locale.ROOT, format, values);
    }
}

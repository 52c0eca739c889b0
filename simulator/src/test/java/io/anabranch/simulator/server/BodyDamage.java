package io.anabranch.simulator.server;

import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireValue;
import io.anabranch.simulator.wire.WireWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Damages bodies: their tree, before it is written, and their bytes. Everything comes of the random source it is given. */
final class BodyDamage {
    private static final List<String> STRANGE_TEXTS = List.of(
            "", " ", "\0", "\"", "'", "%s%n", "../../etc", "a".repeat(129), "k".repeat(257), "\u20ac".repeat(300), "-1", "1e9", "0x10", "null",
            "shardId-", "shardId-99999999999999999999", "shardId--1", "340282366920938463463374607431768211456", "9".repeat(500), "=", "AAA", "A===",
            "arn:aws:kinesis", "arn:aws:kinesis:us-east-1:000000000000:stream/", "arn:aws:kinesis:us-east-1:999999999999:stream/fuzz", "arn:::::/:/consumer/:",
            FuzzSamples.STREAM_ARN + "/consumer/c:x", FuzzSamples.STREAM_ARN + "/consumer/", "TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "ON_DEMAND", "KMS", "NONE", "AUTO", "ENABLED",
            "ALL", "FROM_TIMESTAMP", "AFTER_SHARD_ID", "{", "[", "{\"Version\":1}", "\u0000\u0001\u001f", "\ufeff", "fuzz", "other", "third");
    private static final double[] STRANGE_NUMBERS = {
        0, -0.0, -1, 0.1, 0.5, 1.999, 24, 8760, 8761, 10_000, 10_001, 1e15, 1e18, -1e18, 1e19, 1e300, -1e300, Double.MIN_VALUE, Double.MAX_VALUE, 253402300800.0,
        Integer.MAX_VALUE, Integer.MIN_VALUE, 4294967296.0, Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final List<String> JSON_PIECES = List.of(
            "1e400", "-", "0".repeat(300), "1".repeat(399), "NaN", "Infinity", "\"\\ud83d\"", "\"\\u00", "\\", "\"StreamName\":\"x\",", "\"Records\":null,", "\"Records\":[],", "[".repeat(5_000),
            "{\"a\":".repeat(2_000), "]", "}", ",", ":", "\"", "null", "true", "/* */", "\u0000", "\"\":0,", " \t\r\n", "\ufeff", "1 2", "\"Data\":\"====\",", "\"Data\":\"QQ=Q\",", "\"Limit\":99999999999999999999999,");
    private static final List<byte[]> CBOR_PIECES = pieces(
            "ff", "f6", "f7", "f97e00", "f97c00", "fb7ff8000000000000", "fbfff0000000000000", "fa7f800000", "1bffffffffffffffff", "3bffffffffffffffff", "5bffffffffffffffff", "7b7fffffffffffffff",
            "9b7fffffffffffffff", "bb00000000ffffffff", "5f", "7f", "9f", "bf", "a1", "c1", "c1fb41d954fc40000000", "c249010000000000000000", "c24b" + "ff".repeat(11), "d9d9f7", "1c", "5c", "7e", "f8", "f820", "f818",
            "62c328", "61ff", "63eda080", "81".repeat(5_000), "a161".repeat(100), "c1".repeat(300), "5f41005f", "40", "60", "a0", "80", "1a0001", "dbffffffffffffffff00");

    private final Random random;

    BodyDamage(Random random) {
        this.random = random;
    }

    /** The bytes of a body that was whole, after a handful of accidents at most. */
    byte[] of(WireFormat format, WireValue whole) {
        WireValue tree = whole;
        for (int i = random.nextInt(4); i > 0; i--) {
            tree = changed(tree);
        }
        byte[] bytes = WireWriter.write(format, tree);
        for (int i = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0; i > 0; i--) {
            bytes = bytes(format, bytes);
        }
        return bytes;
    }

    /** One accident somewhere in the tree. */
    private WireValue changed(WireValue value) {
        if (value instanceof WireValue.Structure structure && !structure.members().isEmpty() && random.nextInt(8) != 0) {
            return changed(structure);
        }
        if (value instanceof WireValue.Items items && !items.values().isEmpty() && random.nextInt(4) != 0) {
            List<WireValue> values = new ArrayList<>(items.values());
            int at = random.nextInt(values.size());
            switch (random.nextInt(6)) {
                case 0 -> values.remove(at);
                case 1 -> values.addAll(java.util.Collections.nCopies(random.nextInt(600), values.get(at)));
                default -> values.set(at, changed(values.get(at)));
            }
            return new WireValue.Items(values);
        }
        return strange(2);
    }

    private WireValue changed(WireValue.Structure structure) {
        Map<String, WireValue> members = new LinkedHashMap<>(structure.members());
        String name = List.copyOf(members.keySet()).get(random.nextInt(members.size()));
        switch (random.nextInt(8)) {
            case 0 -> members.remove(name);
            case 1 -> members.put(random.nextBoolean() ? name.toLowerCase(java.util.Locale.ROOT) : text(), members.remove(name));
            case 2 -> members.put(memberName(), strange(2));
            default -> members.put(name, changed(members.get(name)));
        }
        return new WireValue.Structure(members);
    }

    private String memberName() {
        List<String> known = List.of("StreamName", "StreamARN", "StreamId", "ConsumerARN", "Tags", "Limit", "NextToken", "Timestamp", "StreamCreationTimestamp",
                "ExclusiveStartShardId", "StartingSequenceNumber", "Records", "Data", "ShardId", "Policy", "WarmThroughputMiBps", "RecordDistributionStrategy");
        return known.get(random.nextInt(known.size()));
    }

    private String text() {
        return random.nextInt(3) != 0 ? STRANGE_TEXTS.get(random.nextInt(STRANGE_TEXTS.size())) : noise(random.nextInt(40));
    }

    private String noise(int length) {
        return random.ints(length, 1, 0xd7ff).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private WireValue strange(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> new WireValue.Nothing();
            case 1 -> new WireValue.Bool(random.nextBoolean());
            case 2 -> number();
            case 3 -> new WireValue.Blob(text().getBytes(StandardCharsets.UTF_8));
            case 4 -> new WireValue.Time(Instant.ofEpochMilli(random.nextInt(4) == 0 ? random.nextLong() >> random.nextInt(24) : 1_772_359_200_000L + random.nextInt(100_000)));
            case 5, 6 -> new WireValue.Text(text());
            case 7 -> new WireValue.Items(random.ints(random.nextInt(3), 0, 1).mapToObj(i -> strange(depth - 1)).toList());
            default -> new WireValue.Structure(random.nextBoolean() ? Map.of() : Map.of(text(), strange(depth - 1)));
        };
    }

    private WireValue number() {
        double value = random.nextInt(4) == 0 ? random.nextGaussian() * 100 : STRANGE_NUMBERS[random.nextInt(STRANGE_NUMBERS.length)];
        return new WireValue.Num(value, (long) Math.floor(value));
    }

    /** One accident on the way. */
    private byte[] bytes(WireFormat format, byte[] whole) {
        int at = random.nextInt(whole.length + 1);
        return switch (random.nextInt(6)) {
            case 0 -> replaced(whole, at, new byte[] {(byte) random.nextInt(256)}, Math.min(1, whole.length - at));
            case 1 -> flipped(whole);
            case 2 -> Arrays.copyOf(whole, at);
            case 3 -> replaced(whole, at, Arrays.copyOfRange(whole, at, Math.min(whole.length, at + random.nextInt(20))), 0);
            case 4 -> replaced(whole, at, new byte[0], Math.min(random.nextInt(10), whole.length - at));
            default -> replaced(whole, at, piece(format), 0);
        };
    }

    private byte[] piece(WireFormat format) {
        return format == WireFormat.JSON
                ? JSON_PIECES.get(random.nextInt(JSON_PIECES.size())).getBytes(StandardCharsets.UTF_8)
                : CBOR_PIECES.get(random.nextInt(CBOR_PIECES.size()));
    }

    /** Any bytes after a few accidents, formats aside. */
    byte[] ofBytes(byte[] whole) {
        byte[] bytes = whole;
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes = bytes(WireFormat.CBOR, bytes);
        }
        return bytes;
    }

    private byte[] flipped(byte[] whole) {
        byte[] copy = whole.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    private static byte[] replaced(byte[] whole, int at, byte[] by, int count) {
        return ByteBuffer.allocate(whole.length + by.length - count)
                .put(whole, 0, at)
                .put(by)
                .put(whole, at + count, whole.length - at - count)
                .array();
    }

    private static List<byte[]> pieces(String... hex) {
        return Arrays.stream(hex).map(HexFormat.of()::parseHex).toList();
    }
}

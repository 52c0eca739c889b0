package io.anabranch.samples.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.anabranch.simulator.stream.HashKeyRange;
import io.anabranch.simulator.stream.ShardDescription;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Where keys go. */
public final class HashKeys {
    private static final BigInteger ALL = HashKeyRange.MAX.add(BigInteger.ONE);

    private HashKeys() {}

    /** MD5 of the key's UTF-8 bytes, as the service has it. */
    public static BigInteger of(String partitionKey) {
        try {
            return new BigInteger(1, MessageDigest.getInstance("MD5").digest(partitionKey.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** The shards whose range holds the hash key, open and closed, oldest first; the open one is where a record goes now. */
    public static List<ShardDescription> holders(BigInteger hashKey, List<ShardDescription> shards) {
        return shards.stream().filter(shard -> shard.range().contains(hashKey)).toList();
    }

    /** How much of all hash keys a range is, in percent. */
    static double percent(HashKeyRange range) {
        return percent(range.end().subtract(range.start()).add(BigInteger.ONE));
    }

    private static double percent(BigInteger keys) {
        return new BigDecimal(keys).multiply(BigDecimal.valueOf(100)).divide(new BigDecimal(ALL), 6, RoundingMode.HALF_EVEN).doubleValue();
    }

    /** Where a range lies among all hash keys, in so many cells; a cell counts as taken if its middle is. A range of less than a cell takes half of one. */
    static String bar(HashKeyRange range, int cells) {
        StringBuilder bar = new StringBuilder(cells);
        for (int i = 0; i < cells; i++) {
            BigInteger middle = ALL.multiply(BigInteger.valueOf(2L * i + 1)).divide(BigInteger.valueOf(2L * cells));
            bar.append(range.contains(middle) ? '█' : '·');
        }
        if (bar.indexOf("█") < 0) bar.setCharAt(cell(range, cells), '▌');
        return bar.toString();
    }

    private static int cell(HashKeyRange range, int cells) {
        BigInteger middle = range.start().add(range.end()).shiftRight(1);
        return middle.multiply(BigInteger.valueOf(cells)).divide(ALL).intValueExact();
    }
}

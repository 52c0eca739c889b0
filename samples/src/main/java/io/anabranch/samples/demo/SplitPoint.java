package io.anabranch.samples.demo;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;

/** Where to split a shard so that both children get about half of what its keys have brought so far. */
final class SplitPoint {
    private SplitPoint() {}

    /**
     * @param records by partition key
     * @param start   first hash key of the shard
     * @param end     last one, greater than {@code start}
     * @return the first hash key of the second child: more than {@code start}, at most {@code end}
     */
    static BigInteger of(Map<String, Long> records, BigInteger start, BigInteger end) {
        TreeMap<BigInteger, Long> byHash = new TreeMap<>();
        records.forEach((key, count) -> byHash.merge(hash(key), count, Long::sum));
        long half = byHash.values().stream().mapToLong(Long::longValue).sum() / 2;
        long below = 0;
        for (Map.Entry<BigInteger, Long> entry : byHash.entrySet()) {
            below += entry.getValue();
            BigInteger next = byHash.higherKey(entry.getKey());
            if (next == null) break;
            if (below >= half && next.compareTo(start) > 0 && next.compareTo(end) <= 0) return next;
        }
        return byHash.size() > 1 && byHash.lastKey().compareTo(start) > 0 ? byHash.lastKey() : start.add(end).shiftRight(1).add(BigInteger.ONE);
    }

    private static BigInteger hash(String key) {
        try {
            return new BigInteger(1, MessageDigest.getInstance("MD5").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}

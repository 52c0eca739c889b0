package io.anabranch.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplitPointTest {
    private static final BigInteger LAST = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

    @Test
    void halvesWhatTheKeysBring() throws Exception {
        Map<String, Long> records = new HashMap<>();
        for (int i = 0; i < 50; i++) records.put("key-" + i, (long) i);
        BigInteger at = SplitPoint.of(records, BigInteger.ZERO, LAST);
        long below = 0;
        for (Map.Entry<String, Long> entry : records.entrySet()) {
            if (hash(entry.getKey()).compareTo(at) < 0) below += entry.getValue();
        }
        assertThat(below).isBetween(50L * 49 / 4 - 25, 50L * 49 / 4 + 50);
    }

    @Test
    void leavesBothChildrenAKeyEvenIfOneBringsAlmostAll() throws Exception {
        for (String heavy : new String[] {"a", "b"}) {
            BigInteger at = SplitPoint.of(Map.of("a", heavy.equals("a") ? 1000L : 1, "b", heavy.equals("b") ? 1000L : 1), BigInteger.ZERO, LAST);
            assertThat(hash("a").compareTo(at) < 0).isNotEqualTo(hash("b").compareTo(at) < 0);
        }
    }

    @Test
    void withoutKeysToTellItIsTheMiddle() {
        assertThat(SplitPoint.of(Map.of(), BigInteger.ZERO, LAST)).isEqualTo(BigInteger.ONE.shiftLeft(127));
        assertThat(SplitPoint.of(Map.of("a", 1L), BigInteger.ZERO, LAST)).isEqualTo(BigInteger.ONE.shiftLeft(127));
    }

    private static BigInteger hash(String key) throws Exception {
        return new BigInteger(1, MessageDigest.getInstance("MD5").digest(key.getBytes(StandardCharsets.UTF_8)));
    }
}

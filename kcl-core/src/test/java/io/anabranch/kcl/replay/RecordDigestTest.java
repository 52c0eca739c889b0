package io.anabranch.kcl.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.replay.ListSource.ListBatch;
import io.anabranch.kcl.replay.ListSource.ListRecord;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RecordDigestTest {
    private static final BigInteger NUMBER = BigInteger.ONE.shiftLeft(180).add(BigInteger.valueOf(77));

    private static String digest(ListRecord... records) {
        var digest = new RecordDigest();
        digest.add(new ListBatch(List.of(records), 0));
        return digest.first() + "/" + digest.second();
    }

    private static ListRecord record(BigInteger number, String key, byte[] data) {
        return new ListRecord(new SequenceNumber(number), key, 0, data);
    }

    @Test
    void everyByteOfThePayloadCounts() {
        Set<String> seen = new HashSet<>();
        int made = 0;
        for (int length = 0; length < 70; length++) {
            byte[] data = new byte[length];
            new Random(42).nextBytes(data);
            seen.add(digest(record(NUMBER, "key", data)));
            made++;
            for (int i = 0; i < length; i++) {
                byte[] changed = data.clone();
                changed[i] ^= 1;
                seen.add(digest(record(NUMBER, "key", changed)));
                made++;
            }
        }
        assertThat(seen).hasSize(made);
    }

    @Test
    void everyBitOfTheSequenceNumberCounts() {
        Set<String> seen = new HashSet<>();
        for (int bit = 0; bit < 186; bit++) seen.add(digest(record(NUMBER.flipBit(bit), "key", new byte[3])));
        assertThat(seen).hasSize(186);
    }

    @Test
    void keyAndPayloadAreKeptApart() {
        Set<String> seen = new HashSet<>();
        byte[] text = "abcdefghijklmnopqrstuvwxyz".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (int cut = 0; cut <= text.length; cut++) {
            String key = new String(text, 0, cut, java.nio.charset.StandardCharsets.UTF_8);
            seen.add(digest(record(NUMBER, key, Arrays.copyOfRange(text, cut, text.length))));
        }
        assertThat(seen).hasSize(text.length + 1);
    }

    @Test
    void orderCounts() {
        ListRecord one = record(NUMBER, "key", new byte[] {1});
        ListRecord two = record(NUMBER.add(BigInteger.ONE), "key", new byte[] {2});
        assertThat(digest(one, two)).isNotEqualTo(digest(two, one));
    }
}

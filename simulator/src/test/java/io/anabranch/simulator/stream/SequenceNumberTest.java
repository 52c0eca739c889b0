package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceNumberTest {
    @Test
    void partsComeBack() {
        SequenceNumber number = SequenceNumber.of(1_700_000_000L, 0x1234567, 987_654_321_012L, 1_700_000_123L);
        assertThat(number.creationSecond()).isEqualTo(1_700_000_000L);
        assertThat(number.shardIndex()).isEqualTo(0x1234567);
        assertThat(number.index()).isEqualTo(987_654_321_012L);
        assertThat(number.arrivalSecond()).isEqualTo(1_700_000_123L);
        assertThat(SequenceNumber.parse(number.toString())).contains(number);
    }

    @Test
    void hexDigitsStandWhereTheServiceHasThem() {
        SequenceNumber number = SequenceNumber.of(0x0ABCDEF01L, 0x17, 0x5L, 0x0ABCDEF0FL);
        assertThat(number.value().toString(16)).isEqualTo("2" + "0abcdef01" + "7" + "0000000000000005" + "00" + "0abcdef0f" + "00000017" + "2");
        assertThat(number.toString()).hasSize(56);
    }

    @Test
    void startingNumbersOfConsecutiveShardsAreAsFarApartAsTheServiceHasThem() {
        for (int shard = 0; shard < 15; shard++) {
            BigInteger apart = ShardOrigin.of(1_700_000_000L, shard + 1).starting().value()
                    .subtract(ShardOrigin.of(1_700_000_000L, shard).starting().value());
            assertThat(apart).isEqualTo(new BigInteger("22300745198530623141535718272648361505980432"));
        }
    }

    @Test
    void startingAndEndingEncloseEveryRecord() {
        ShardOrigin origin = ShardOrigin.of(1_700_000_000L, 3);
        assertThat(origin.starting()).isLessThan(origin.number(1, 0));
        assertThat(origin.ending(0)).isGreaterThan(origin.number(Long.MAX_VALUE - 1, 68_000_000_000_000L));
        assertThat(origin.ending(5).value().toString(16)).contains("7fffffffffffffff");
        assertThat(ShardOrigin.of(1_700_000_001L, 0).starting()).describedAs("a child").isGreaterThan(origin.ending(1_800_000_000L));
    }

    @Test
    void whatIsNoNumberOfThisStructureIsNotParsed() {
        for (String text : new String[] {"", "abc", "-1", "0", "123", "1".repeat(56), "9".repeat(56), "9".repeat(500), "4 9"})
            assertThat(SequenceNumber.parse(text)).describedAs(text).isEmpty();
        BigInteger good = SequenceNumber.of(1_700_000_000L, 3, 7, 1_700_000_000L).value();
        assertThat(SequenceNumber.parse(good.add(BigInteger.ONE).toString())).describedAs("another version").isEmpty();
        assertThat(SequenceNumber.parse(good.setBit(143).toString())).describedAs("an index above 7fff...").isEmpty();
        assertThat(SequenceNumber.parse(good.flipBit(144).toString())).describedAs("two shard numbers").isEmpty();
        assertThatThrownBy(() -> SequenceNumber.of(16_025_175_000L, 0, 0, 0)).hasMessageContaining("16025175000");
    }

    @Test
    void digitsAreThoseOfTheNumber() {
        Random random = new Random(11);
        byte[] target = new byte[60];
        for (int i = 0; i < 20_000; i++) {
            long creation = (random.nextLong() >>> 1) % 16_025_175_000L;
            int shard = random.nextInt() >>> 1 + random.nextInt(30);
            long index = random.nextLong() >>> 1 + random.nextInt(62);
            long arrival = random.nextLong() >>> 28 + random.nextInt(30);
            new SequenceDigits(creation, shard).write(target, 2, index, arrival);
            assertThat(new String(target, 2, 56, StandardCharsets.US_ASCII))
                    .isEqualTo(SequenceNumber.of(creation, shard, index, arrival).toString());
        }
    }

    @Test
    void shardIdsAreReadSloppily() {
        assertThat(new ShardId(5)).hasToString("shardId-000000000005");
        for (String text : new String[] {"shardId-000000000005", "shardId-5", "5", "x-5", "0000000000000000000000005"})
            assertThat(ShardId.parse(text)).describedAs(text).contains(new ShardId(5));
        assertThat(ShardId.parse("2147483647")).contains(new ShardId(Integer.MAX_VALUE));
        assertThat(ShardId.parse("0")).contains(new ShardId(0));
        for (String text : new String[] {"", "shardId-", "2147483648", "shardId-5a", "a5", "shardId--5", "99999999999"})
            assertThat(ShardId.parse(text)).describedAs(text).isEmpty();
    }

    @Test
    void uniformRangesCoverEverythingOnce() {
        for (int count : new int[] {1, 2, 3, 7, 1000}) {
            var ranges = HashKeyRange.uniform(count);
            assertThat(ranges.get(0).start()).isZero();
            assertThat(ranges.get(count - 1).end()).isEqualTo(HashKeyRange.MAX);
            for (int i = 1; i < count; i++) assertThat(ranges.get(i - 1).isFollowedBy(ranges.get(i))).isTrue();
            BigInteger step = BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(count));
            if (count > 1) assertThat(ranges.get(1).start()).isEqualTo(step);
        }
    }
}

package io.anabranch.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashKeyTextTest {
    private final HashKeyText text = new HashKeyText();

    private boolean parse(String decimal) {
        byte[] bytes = decimal.getBytes(StandardCharsets.UTF_8);
        return text.parse(bytes, 0, bytes.length);
    }

    @Test
    void everyHashKeyIsReadExactly() {
        Random random = new Random(7);
        for (int bits = 0; bits <= 128; bits++) {
            BigInteger value = new BigInteger(bits, random);
            assertThat(parse(value.toString())).isTrue();
            assertThat(text.low()).isEqualTo(value.longValue());
            assertThat(text.high()).isEqualTo(value.shiftRight(64).longValue());
        }
        assertThat(parse(BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE).toString())).isTrue();
        assertThat(text.high()).isEqualTo(-1);
        assertThat(text.low()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "01", "-1", "+1", "1a", "340282366920938463463374607431768211456", "999999999999999999999999999999999999999"})
    void whatIsNoHashKeyIsRefused(String decimal) {
        assertThat(parse(decimal)).isFalse();
    }
}

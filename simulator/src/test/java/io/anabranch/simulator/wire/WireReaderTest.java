package io.anabranch.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireReaderTest {
    private static WireValue json(String text) throws WireException {
        return WireReader.read(WireFormat.JSON, text.getBytes(StandardCharsets.UTF_8));
    }

    private static WireValue cbor(String hex) throws WireException {
        return WireReader.read(WireFormat.CBOR, HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1", "\"a\"", "{", "{\"a\"}", "{\"a\":1}x", "{\"a\":1}{}", "[", "nul", "{\"a\":NaN}", "\u0000"})
    void whatIsNoWholeObjectIsRefused(String text) {
        assertThatThrownBy(() -> json(text)).isInstanceOf(WireException.class);
    }

    @Test
    void depthIsLimited() {
        assertThatThrownBy(() -> json("[".repeat(100_000))).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> cbor("9f".repeat(100_000))).isInstanceOf(WireException.class);
    }

    @Test
    void theNumberOfValuesIsLimited() {
        int most = WireReader.MAX_TOKENS;
        assertThatThrownBy(() -> json("[" + "0,".repeat(most) + "0]")).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> json("[" + "{},".repeat(most / 2) + "0]")).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> cbor("9f" + "00".repeat(most) + "ff")).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> cbor("9f" + "a0".repeat(most / 2) + "ff")).isInstanceOf(WireException.class);
    }

    @Test
    void nullMembersAreAbsent() throws Exception {
        assertThat(json("{\"a\":null}")).isEqualTo(new WireValue.Structure(Map.of()));
        assertThat(cbor("a2 6161 f6 6162 f7")).isEqualTo(new WireValue.Structure(Map.of()));
    }

    @Test
    void numbersAreFlooredAndHeldWithinALong() throws Exception {
        var members = ((WireValue.Structure) json("{\"a\":-1.5,\"b\":1e300,\"c\":123456789012345678901234567890,\"d\":-1e999}")).members();
        assertThat(((WireValue.Num) members.get("a")).whole()).isEqualTo(-2);
        assertThat(((WireValue.Num) members.get("b")).whole()).isEqualTo(Long.MAX_VALUE);
        assertThat(((WireValue.Num) members.get("c")).whole()).isEqualTo(Long.MAX_VALUE);
        assertThat(((WireValue.Num) members.get("d")).whole()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void cborTimesAreMillisecondsIfWholeAndSecondsIfNot() throws Exception {
        Instant time = Instant.ofEpochMilli(1_422_889_200_123L);
        assertThat(cbor("a1 6161 c1 1b 0000014b4ad4857b"))
                .isEqualTo(new WireValue.Structure(Map.of("a", new WireValue.Time(Instant.ofEpochMilli(0x14b4ad4857bL)))));
        assertThat(cbor("a1 6161 c1 fb" + HexFormat.of().toHexDigits(Double.doubleToLongBits(time.toEpochMilli() / 1000.0))))
                .isEqualTo(new WireValue.Structure(Map.of("a", new WireValue.Time(time))));
    }

    @Test
    void timesAreWrittenAsEachFormatHasThem() {
        var value = new WireValue.Structure(Map.of("a", new WireValue.Time(Instant.ofEpochMilli(1_422_889_200_020L))));
        assertThat(new String(WireWriter.write(WireFormat.JSON, value), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1422889200.020}");
        assertThat(HexFormat.of().formatHex(WireWriter.write(WireFormat.CBOR, value))).isEqualTo("a16161c11b" + HexFormat.of().toHexDigits(1_422_889_200_020L));
    }
}

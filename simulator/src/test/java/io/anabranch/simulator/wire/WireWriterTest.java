package io.anabranch.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WireWriterTest {
    /** An error's text may repeat what a client sent, and JSON can say what UTF-8 cannot. */
    @Test
    void halfOfASurrogatePairIsWrittenAsAQuestionMark() {
        WireValue value = new WireValue.Structure(Map.of("a", new WireValue.Text("x\ud83dy\ud83d\ude00")));
        assertThat(new String(WireWriter.write(WireFormat.JSON, value), StandardCharsets.UTF_8)).isEqualTo("{\"a\":\"x?y\\uD83D\\uDE00\"}");
        assertThat(new String(WireWriter.write(WireFormat.CBOR, value), StandardCharsets.UTF_8)).contains("x?y\ud83d\ude00");
    }
}

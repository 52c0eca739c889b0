package io.anabranch.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.anabranch.schema.model.BadEnvelopeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeTest {
    private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    private static final byte[] BODY = HexFormat.of().parseHex("0a0b0c");

    @Test
    void theBytesAreThese() {
        assertThat(Envelope.wrap(ID, Compression.NONE, BODY)).asHexString().isEqualTo("030000112233445566778899AABBCCDDEEFF0A0B0C");
        assertThat(Envelope.wrap(ID, Compression.ZLIB, BODY)).asHexString().startsWith("030500112233445566778899AABBCCDDEEFF789C");
    }

    @ParameterizedTest
    @CsvSource({
        "030000112233445566778899AABBCCDDEEFF, NONE, 0",
        "030000112233445566778899AABBCCDDEEFF0A0B0C, NONE, 3",
        "030500112233445566778899AABBCCDDEEFF0A0B0C, ZLIB, 3",
    })
    void theseAreEnvelopes(String hex, Compression compression, int bodyBytes) {
        assertThat(Envelope.read(bytes(hex))).hasValueSatisfying(envelope -> {
            assertThat(envelope.schemaId()).isEqualTo(ID);
            assertThat(envelope.compression()).isEqualTo(compression);
            assertThat(envelope.body().remaining()).isEqualTo(bodyBytes);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'has 18 bytes or more, these are 0'",
        "030000112233445566778899AABBCCDDEE, 'these are 17'",
        "000000112233445566778899AABBCCDDEEFF0A, 'begins with 3, this with 0'",
        "C30100112233445566778899AABBCCDDEEFF0A, 'this with 195'",
        "030100112233445566778899AABBCCDDEEFF0A, 'unknown compression 1'",
        "03FF00112233445566778899AABBCCDDEEFF0A, 'unknown compression 255'",
    })
    void theseAreNone(String hex, String reason) {
        ByteBuffer data = bytes(hex);
        assertThat(Envelope.read(data)).isEmpty();
        assertThatExceptionOfType(BadEnvelopeException.class).isThrownBy(() -> Envelope.require(data)).withMessageContaining(reason);
        assertThat(data).isEqualTo(bytes(hex));
    }

    @Test
    void buffersOfEveryKindAreReadAndNotMoved() throws Exception {
        byte[] envelope = Envelope.wrap(ID, Compression.ZLIB, BODY);
        byte[] wide = new byte[envelope.length + 7];
        System.arraycopy(envelope, 0, wide, 3, envelope.length);
        ByteBuffer view = ByteBuffer.wrap(wide).position(3).limit(3 + envelope.length);
        ByteBuffer direct = ByteBuffer.allocateDirect(wide.length).put(wide).position(3).limit(3 + envelope.length);

        for (ByteBuffer data : new ByteBuffer[] {view, view.slice(), view.asReadOnlyBuffer(), direct, direct.slice().order(ByteOrder.LITTLE_ENDIAN)}) {
            int position = data.position();
            int limit = data.limit();
            Envelope read = Envelope.require(data);
            assertThat(read.schemaId()).isEqualTo(ID);
            assertThat(read.plainBody()).isEqualTo(BODY);
            assertThat(read.plainBody()).isEqualTo(BODY);
            assertThat(data.position()).isEqualTo(position);
            assertThat(data.limit()).isEqualTo(limit);
        }
    }

    @Test
    void aTruncatedZlibBodyIsAnErrorAndNotAnEndlessLoop() {
        byte[] body = new byte[50_000];
        for (int i = 0; i < body.length; i++) body[i] = (byte) (i * i >> 3);
        byte[] whole = Envelope.wrap(ID, Compression.ZLIB, body);
        for (int cut = 0; cut < 200; cut++) {
            byte[] data = Arrays.copyOf(whole, Envelope.HEADER + (int) ((whole.length - 1L - Envelope.HEADER) * cut / 199));
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () ->
                    assertThatExceptionOfType(BadEnvelopeException.class).isThrownBy(() -> Envelope.require(ByteBuffer.wrap(data)).plainBody()));
        }
    }

    @Test
    void aBodyInflatesToItsBoundAndNoFurther() {
        byte[] compressed = Zlib.deflate(new byte[100_000]);
        assertThatNoException().isThrownBy(() -> Zlib.inflate(compressed, 100_000));
        assertThatExceptionOfType(BadEnvelopeException.class).isThrownBy(() -> Zlib.inflate(compressed, 99_999)).withMessageContaining("more than 99999");
    }

    @Test
    void rubbishInsteadOfZlibAndBytesBehindItAreErrors() {
        assertThatExceptionOfType(BadEnvelopeException.class).isThrownBy(() -> Zlib.inflate(new byte[40], 100)).withMessageContaining("no zlib stream");
        byte[] longer = Arrays.copyOf(Zlib.deflate(BODY), 50);
        assertThatExceptionOfType(BadEnvelopeException.class).isThrownBy(() -> Zlib.inflate(longer, 100)).withMessageContaining("bytes follow");
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT)));
    }
}

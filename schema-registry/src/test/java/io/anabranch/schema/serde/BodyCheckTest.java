package io.anabranch.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.anabranch.schema.model.BadPayloadException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyCheckTest {
    /** Columns: schema, body, offset of the fault, what is said. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'\"boolean\"'                               | 02                     | 0 | a boolean is 2",
        "'\"boolean\"'                               | ''                     | 0 | the body ends within a value",
        "'\"null\"'                                  | 00                     | 0 | 1 bytes follow the value",
        "'\"int\"'                                   | FFFFFFFF10             | 0 | more than 32 bits",
        "'\"int\"'                                   | 8080808080             | 0 | more than 5 bytes",
        "'\"int\"'                                   | 80                     | 1 | the body ends within a value",
        "'\"long\"'                                  | FFFFFFFFFFFFFFFFFF02   | 0 | more than 64 bits",
        "'\"long\"'                                  | 80808080808080808080   | 0 | a number has more than",
        "'\"float\"'                                 | 000000                 | 0 | 4 bytes are wanted and 3 are left",
        "'\"double\"'                                | 00000000000000         | 0 | 8 bytes are wanted and 7 are left",
        "'\"bytes\"'                                 | 01                     | 0 | a length of -1",
        "'\"bytes\"'                                 | 0400                   | 0 | a length of 2 with 1 bytes left",
        "'\"bytes\"'                                 | FEFFFFFF0F             | 0 | a length of 2147483647",
        "'\"string\"'                                | 02FF                   | 1 | not UTF-8",
        "'\"string\"'                                | 06EDA080               | 1 | not UTF-8",
        "'{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}' | 02        | 0 | enum symbol 1 of 1",
        "'[\"null\",\"int\"]'                        | 04                     | 0 | union branch 2 of 2",
        "'[\"null\",\"int\"]'                        | 01                     | 0 | union branch -1 of 2",
        "'{\"type\":\"fixed\",\"name\":\"F\",\"size\":3}' | 0000              | 0 | 3 bytes are wanted and 2 are left",
        "'{\"type\":\"array\",\"items\":\"int\"}'    | FEFFFFFF0F00           | 5 | a block of 2147483647 elements of 1 bytes or more with 1 bytes left",
        "'{\"type\":\"array\",\"items\":\"null\"}'   | FEFFFFFF0F00           | 5 | more than 65536 elements that need no bytes",
        "'{\"type\":\"array\",\"items\":\"int\"}'    | 0302020200             | 4 | a block of 1 bytes has 2",
        "'{\"type\":\"array\",\"items\":\"int\"}'    | FFFFFFFFFFFFFFFFFF010200 | 11 | 2^63",
        "'{\"type\":\"array\",\"items\":\"int\"}'    | 0301                   | 1 | a block of -1 bytes",
        "'{\"type\":\"map\",\"values\":\"null\"}'    | FEFFFFFF0F00           | 5 | a block of 2147483647 elements of 1 bytes or more",
        "'{\"type\":\"map\",\"values\":\"int\"}'     | 0202FF0200             | 2 | not UTF-8",
    })
    void theseAreRefusedWithTheirPlace(String schema, String body, int offset, String message) {
        assertThatExceptionOfType(BadPayloadException.class)
                .isThrownBy(() -> check(schema, body))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.offset()).isEqualTo(offset));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'\"null\"'                                | ''",
        "'\"int\"'                                 | FFFFFFFF0F",
        "'\"long\"'                                | FFFFFFFFFFFFFFFFFF01",
        "'\"string\"'                              | 14EFBFBFF09F8CB1C39F61",
        "'{\"type\":\"array\",\"items\":\"int\"}'  | 0304020200",
        "'{\"type\":\"array\",\"items\":\"int\"}'  | 020204020600",
        "'{\"type\":\"array\",\"items\":\"null\"}' | D00F00",
        "'{\"type\":\"map\",\"values\":\"int\"}'   | 0202610200",
    })
    void theseAreRight(String schema, String body) {
        assertThatNoException().isThrownBy(() -> check(schema, body));
    }

    @Test
    void aFaultNamesItsField() {
        String schema = """
                {"type":"record","name":"Trip","fields":[{"name":"id","type":"int"},{"name":"legs","type":{"type":"array","items":
                  {"type":"record","name":"Leg","fields":[{"name":"miles","type":"int"},{"name":"late","type":{"type":"map","values":"boolean"}}]}}}]}""";
        assertThatExceptionOfType(BadPayloadException.class).isThrownBy(() -> check(schema, "02" + "02" + "02" + "02" + "0261" + "07" + "00" + "00"))
                .satisfies(e -> assertThat(e.path()).isEqualTo("legs[].late{}"))
                .withMessageContaining("a boolean is 7 in legs[].late{} at byte 6");
    }

    @Test
    void valuesWithinValuesEndAtADepth() {
        String list = "{\"type\":\"record\",\"name\":\"N\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"N\"]}]}";
        assertThatNoException().isThrownBy(() -> check(list, "02".repeat(Cursor.MAX_DEPTH - 1) + "00"));
        assertThatExceptionOfType(BadPayloadException.class).isThrownBy(() -> check(list, "02".repeat(1_000_000) + "00")).withMessageContaining("nested");
    }

    @Test
    void aSchemaWithoutFiniteValuesHasNone() {
        String endless = "{\"type\":\"record\",\"name\":\"N\",\"fields\":[{\"name\":\"again\",\"type\":\"N\"}]}";
        assertThatExceptionOfType(BadPayloadException.class).isThrownBy(() -> check(endless, "")).withMessageContaining("nested");
    }

    @Test
    void elementsWithoutBytesAreBoundedOverTheWholeBody() {
        String nested = "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":\"null\"}}";
        String half = "8080" + "04" + "00";
        assertThatNoException().isThrownBy(() -> check(nested, "04" + half.repeat(2) + "00"));
        assertThatExceptionOfType(BadPayloadException.class).isThrownBy(() -> check(nested, "06" + half.repeat(3) + "00"));
    }

    private static void check(String schema, String hex) throws BadPayloadException {
        BodyCheck.of(new Schema.Parser().parse(schema)).check(HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT)));
    }
}

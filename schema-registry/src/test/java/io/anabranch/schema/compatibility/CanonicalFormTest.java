package io.anabranch.schema.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.schema.RandomSchemas;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalFormTest {
    private static final String FULL = """
            {"type":"record","name":"Trade","namespace":"desk","doc":"one trade","aliases":["Deal"],"owner":"fx","fields":[
              {"name":"id","type":{"type":"string","avro.java.string":"String"}},
              {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"order":"descending"},
              {"name":"price","type":"double","default":1},
              {"name":"side","type":{"type":"enum","name":"Side","symbols":["BUY","SELL"],"default":"BUY"},"aliases":["direction"]},
              {"name":"other","type":["null","Side","Trade"],"default":null},
              {"name":"mark","type":{"type":"fixed","name":"Mark","size":2},"default":"\\u00ff\\u0000"},
              {"name":"tags","type":{"type":"map","values":{"type":"array","items":"int"}},"default":{"b":[1],"a":[]}}
            ]}""";

    /** Stored fingerprints depend on every character of this: a change needs a new algorithm number. */
    @Test
    void theFormOfAlgorithmOneIsThis() {
        assertThat(CanonicalForm.ALGORITHM).isEqualTo(1);
        assertThat(canonical(FULL)).isEqualTo("{\"type\":\"record\",\"name\":\"desk.Trade\",\"doc\":\"one trade\",\"aliases\":[\"desk.Deal\"],\"fields\":["
                + "{\"name\":\"id\",\"type\":{\"type\":\"string\",\"avro.java.string\":\"String\"}},"
                + "{\"name\":\"at\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"},\"order\":\"DESCENDING\"},"
                + "{\"name\":\"price\",\"type\":\"double\",\"default\":1.0},"
                + "{\"name\":\"side\",\"type\":{\"type\":\"enum\",\"name\":\"desk.Side\",\"symbols\":[\"BUY\",\"SELL\"],\"default\":\"BUY\"},"
                + "\"aliases\":[\"direction\"]},"
                + "{\"name\":\"other\",\"type\":[\"null\",\"desk.Side\",\"desk.Trade\"],\"default\":null},"
                + "{\"name\":\"mark\",\"type\":{\"type\":\"fixed\",\"name\":\"desk.Mark\",\"size\":2},\"default\":\"ÿ\\u0000\"},"
                + "{\"name\":\"tags\",\"type\":{\"type\":\"map\",\"values\":{\"type\":\"array\",\"items\":\"int\"}},\"default\":{\"a\":[],\"b\":[1]}}"
                + "],\"owner\":\"fx\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"name\":\"R\",\"namespace\":\"n\",\"type\":\"record\",\"fields\":[{\"name\":\"a\",\"type\":\"int\",\"default\":0}]}",
        "{\"fields\":[{\"default\":0,\"type\":{\"type\":\"int\"},\"name\":\"a\"}],\"type\":\"record\",\"name\":\"n.R\"}",
        "  {\"type\" : \"record\", \"name\" : \"n.R\",\n \"namespace\":\"ignored\", \"fields\" : [ { \"name\" : \"a\", \"type\" : \"int\", \"order\":\"ascending\", \"default\" : 0 } ] }"
    })
    void spellingDoesNotMatter(String spelled) {
        assertThat(canonical(spelled)).isEqualTo("{\"type\":\"record\",\"name\":\"n.R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\",\"default\":0}]}");
    }

    @Test
    void everythingAReaderCouldSeeMatters() {
        List<String> different = List.of(
                record("{\"name\":\"a\",\"type\":\"int\"}"),
                record("{\"name\":\"a\",\"type\":\"int\",\"default\":0}"),
                record("{\"name\":\"a\",\"type\":\"int\",\"default\":1}"),
                record("{\"name\":\"a\",\"type\":\"int\",\"doc\":\"x\"}"),
                record("{\"name\":\"a\",\"type\":\"int\",\"aliases\":[\"b\"]}"),
                record("{\"name\":\"a\",\"type\":\"int\",\"order\":\"ignore\"}"),
                record("{\"name\":\"a\",\"type\":\"int\",\"unit\":\"m\"}"),
                record("{\"name\":\"a\",\"type\":{\"type\":\"int\",\"logicalType\":\"date\"}}"),
                record("{\"name\":\"a\",\"type\":{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"X\",\"Y\"]}}"),
                record("{\"name\":\"a\",\"type\":{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"Y\",\"X\"]}}"),
                record("{\"name\":\"a\",\"type\":{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"X\",\"Y\"],\"default\":\"X\"}}"),
                record("{\"name\":\"a\",\"type\":[\"null\",\"int\"]}"),
                record("{\"name\":\"a\",\"type\":[\"int\",\"null\"]}"));

        assertThat(different.stream().map(CanonicalFormTest::canonical)).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theFormIsAnAvroSchemaAndItsOwnForm(long seed) {
        Schema schema = new RandomSchemas(new SplittableRandom(seed)).schema();
        String form = CanonicalForm.of(schema);

        assertThat(canonical(form)).isEqualTo(form);
        assertThat(canonical(schema.toString())).isEqualTo(form);
    }

    static LongStream seeds() {
        return RandomSchemas.seeds(100);
    }

    private static String record(String field) {
        return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + field + "]}";
    }

    private static String canonical(String definition) {
        return CanonicalForm.of(new Schema.Parser().parse(definition));
    }
}

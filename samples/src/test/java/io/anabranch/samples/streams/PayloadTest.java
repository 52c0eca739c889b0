package io.anabranch.samples.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.schema.SchemaRegistry;
import io.anabranch.schema.client.SchemaClient;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.serde.AvroEncoder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadTest {
    private static final Schema ORDER = SchemaBuilder.record("Order").fields().requiredInt("id").endRecord();

    @TempDir
    private Path folder;

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Test
    void dataIsShownAsWhatItIs() throws Exception {
        try (SchemaRegistry registry = SchemaRegistry.open(folder)) {
            SchemaClient schemas = SchemaClient.of(registry.source());
            ByteBuffer order = ByteBuffer.wrap(AvroEncoder.of(schemas, new SchemaName("shop", "orders")).encode(new GenericRecordBuilder(ORDER).set("id", 7).build()));
            Payload auto = new Payload(Payload.Form.AUTO, schemas);

            assertThat(auto.text(order)).isEqualTo("{\"id\": 7}");
            assertThat(auto.text(text("grüße\t1"))).isEqualTo("grüße\t1");
            assertThat(auto.text(text("two\nlines"))).isEqualTo("74776f0a6c696e6573");
            assertThat(auto.text(ByteBuffer.wrap(new byte[] {3, 0, -1}))).isEqualTo("0300ff");
            assertThat(auto.text(text(""))).isEmpty();
            assertThat(new Payload(Payload.Form.HEX, schemas).text(text("ab"))).isEqualTo("6162");
            assertThat(new Payload(Payload.Form.AVRO, schemas).text(text("ab"))).isEqualTo("6162");
            assertThat(new Payload(Payload.Form.TEXT, schemas).text(order)).startsWith("0300");
        }
    }
}

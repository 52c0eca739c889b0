package io.anabranch.schema.serde;

import static io.anabranch.schema.Schemas.field;
import static io.anabranch.schema.Schemas.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.anabranch.schema.RandomSchemas;
import io.anabranch.schema.client.SchemaClient;
import io.anabranch.schema.client.SchemaSource;
import io.anabranch.schema.model.BadEnvelopeException;
import io.anabranch.schema.model.BadPayloadException;
import io.anabranch.schema.model.RegistryUnavailableException;
import io.anabranch.schema.model.SchemaException;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.UnknownSchemaException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AvroRoundTripTest {
    private static final SchemaName NAME = SchemaName.of("orders");

    private final MemorySource source = new MemorySource();
    private final SchemaClient client = SchemaClient.of(source);
    private final AvroEncoder encoder = AvroEncoder.of(client, NAME);

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyValueComesBackFromEverySchema(long seed) throws Exception {
        var random = new SplittableRandom(seed);
        var schemas = new RandomSchemas(random);
        Schema schema = schemas.schema();
        var decoder = AvroDecoder.records(client);
        for (Compression compression : Compression.values()) {
            var compressing = encoder.withCompression(compression);
            for (int i = 0; i < 10; i++) {
                GenericRecord record = schemas.record(schema);
                assertThat(decoder.decode(compressing.encode(record))).isEqualTo(record);
            }
        }
    }

    /** Whatever happens to the bytes, decoding ends with a value or a typed failure. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void brokenBytesAreATypedFailureOrAValue(long seed) throws Exception {
        var random = new SplittableRandom(seed);
        var schemas = new RandomSchemas(random);
        byte[] whole = encoder.encode(schemas.record(schemas.schema()));
        var decoder = AvroDecoder.values(client);
        for (int i = 0; i < 200; i++) {
            byte[] broken = random.nextBoolean() ? whole.clone() : Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && broken.length > Envelope.HEADER; flips--) {
                broken[Envelope.HEADER + random.nextInt(broken.length - Envelope.HEADER)] ^= (byte) (1 << random.nextInt(8));
            }
            Decoded<Object> decoded = decoder.decodeOrRaw(ByteBuffer.wrap(broken));
            if (decoded instanceof Decoded.Raw<Object> raw) assertThat(raw.reason()).isNotInstanceOf(RegistryUnavailableException.class);
        }
    }

    static LongStream seeds() {
        return RandomSchemas.seeds(150);
    }

    @Test
    void aReaderSeesItsOwnShapeOfEveryVersion() throws Exception {
        Schema old = parse(order());
        Schema evolved = parse(order(field("lines", "{\"type\":\"array\",\"items\":\"int\"}", "[7]"), field("note", "\"string\"", "\"none\"")));
        var decoder = AvroDecoder.records(client, evolved);
        var ofOld = new GenericData.Record(old);
        ofOld.put("id", 5L);

        GenericRecord read = decoder.decode(encoder.encode(ofOld));

        assertThat(read.getSchema()).isEqualTo(evolved);
        assertThat(read.get("id")).isEqualTo(5L);
        assertThat(read.get("lines")).isEqualTo(List.of(7));
        assertThat(read.get("note").toString()).isEqualTo("none");
    }

    @Test
    void generatedClassesAreWrittenAndReadInTheirOwnShape() throws Exception {
        var decoder = AvroDecoder.specific(client, Order.class);
        Order order = decoder.decode(encoder.encode(Order.of(5, "in a hurry")));
        assertThat(order.get(0)).isEqualTo(5L);
        assertThat(order.get(1).toString()).isEqualTo("in a hurry");

        Schema old = parse("{\"type\":\"record\",\"name\":\"Order\",\"namespace\":\"io.anabranch.schema.serde\",\"fields\":[" + field("id", "\"long\"") + "]}");
        assertThat(decoder.decode(encoder.encode(withId(old, 6))).get(1).toString()).isEqualTo("none");
    }

    /** A guard of a later Avro multiplies the count with the reader's element and refuses this. */
    @Test
    void aReadersWiderElementsAreNoReasonToRefuse() throws Exception {
        Schema writer = parse("""
                {"type":"record","name":"R","fields":[{"name":"rows","type":{"type":"array","items":{"type":"record","name":"Row","fields":[
                  {"name":"a","type":"int"}]}}}]}""");
        Schema reader = parse("""
                {"type":"record","name":"R","fields":[{"name":"rows","type":{"type":"array","items":{"type":"record","name":"Row","fields":[
                  {"name":"a","type":"int"},{"name":"b","type":"double","default":0}]}}}]}""");
        Schema row = writer.getField("rows").schema().getElementType();
        var record = new GenericData.Record(writer);
        record.put("rows", IntStream.range(0, 100).mapToObj(i -> {
            var each = new GenericData.Record(row);
            each.put("a", i);
            return each;
        }).toList());

        var read = AvroDecoder.records(client, reader).decode(encoder.encode(record));

        assertThat((List<?>) read.get("rows")).hasSize(100).allSatisfy(each -> assertThat(((GenericRecord) each).get("b")).isEqualTo(0.0));
    }

    @Test
    void aSchemaIsRegisteredOnceHoweverManyValuesCome() throws Exception {
        Schema schema = parse(order());
        for (int i = 0; i < 100; i++) encoder.encode(withId(schema, i));
        assertThat(source.registrations).isEqualTo(1);
    }

    @Test
    void aValueThatDoesNotFitItsSchemaIsABadPayload() {
        var record = new GenericData.Record(parse(order()));
        assertThatExceptionOfType(BadPayloadException.class).isThrownBy(() -> encoder.encode(record));
        record.put("id", "text");
        assertThatExceptionOfType(BadPayloadException.class).isThrownBy(() -> encoder.encode(record));
    }

    @Test
    void dataThatOnlyLooksLikeAnEnvelopeComesBackUntouched() throws Exception {
        byte[] bytes = new byte[40];
        bytes[0] = 3;
        ByteBuffer data = ByteBuffer.wrap(bytes).position(0).limit(40);

        assertThatExceptionOfType(UnknownSchemaException.class).isThrownBy(() -> AvroDecoder.records(client).decode(data));
        assertThat(data.remaining()).isEqualTo(40);
        assertRaw(data, UnknownSchemaException.class);
        assertRaw(ByteBuffer.wrap("plain text".getBytes(StandardCharsets.UTF_8)), BadEnvelopeException.class);
        byte[] longer = Arrays.copyOf(encoder.encode(withId(parse(order()), 1)), 60);
        assertRaw(ByteBuffer.wrap(longer), BadPayloadException.class);
    }

    private void assertRaw(ByteBuffer data, Class<? extends SchemaException> reason) throws RegistryUnavailableException {
        int remaining = data.remaining();
        assertThat(AvroDecoder.records(client).decodeOrRaw(data)).isInstanceOfSatisfying(Decoded.Raw.class, raw -> {
            assertThat(raw.data()).isSameAs(data);
            assertThat(raw.reason()).isInstanceOf(reason);
        });
        assertThat(data.remaining()).isEqualTo(remaining);
    }

    @Test
    void anOutageIsNeverTakenForRawData() throws Exception {
        byte[] data = encoder.encode(withId(parse(order()), 1));
        source.down = true;
        assertThatExceptionOfType(RegistryUnavailableException.class)
                .isThrownBy(() -> AvroDecoder.records(SchemaClient.of(source)).decodeOrRaw(ByteBuffer.wrap(data)));
    }

    @Test
    void slicedReadOnlyAndDirectBuffersAreDecodedAlsoCompressed() throws Exception {
        GenericRecord record = withId(parse(order()), 123_456_789_012L);
        for (Compression compression : Compression.values()) {
            byte[] data = encoder.withCompression(compression).encode(record);
            byte[] wide = new byte[data.length + 9];
            System.arraycopy(data, 0, wide, 5, data.length);
            ByteBuffer view = ByteBuffer.wrap(wide).position(5).limit(5 + data.length);
            ByteBuffer direct = ByteBuffer.allocateDirect(wide.length).put(wide).position(5).limit(5 + data.length);
            for (ByteBuffer each : List.of(view, view.slice(), view.asReadOnlyBuffer(), direct, direct.slice().asReadOnlyBuffer())) {
                int position = each.position();
                assertThat(AvroDecoder.records(client).decode(each)).isEqualTo(record);
                assertThat(each.position()).isEqualTo(position);
            }
        }
    }

    @Test
    void aRecordDecoderRefusesWhatIsNoRecord() throws Exception {
        UUID id = client.register(NAME, Schema.create(Schema.Type.LONG));
        byte[] data = Envelope.wrap(id, Compression.NONE, new byte[] {84});

        assertThat(AvroDecoder.values(client).decode(data)).isEqualTo(42L);
        assertThatExceptionOfType(BadPayloadException.class).isThrownBy(() -> AvroDecoder.records(client).decode(data)).withMessageContaining("type LONG");
    }

    @Test
    void aBodyThatDoesNotResolveToTheReadersSchemaIsABadPayload() throws Exception {
        byte[] data = encoder.encode(withId(parse(order()), 1));
        var decoder = AvroDecoder.records(client, parse(order(field("needed", "\"string\""))));
        assertThatExceptionOfType(BadPayloadException.class).isThrownBy(() -> decoder.decode(data)).withMessageContaining("needed");
    }

    private static GenericRecord withId(Schema schema, long id) {
        var record = new GenericData.Record(schema);
        record.put("id", id);
        return record;
    }

    private static Schema parse(String definition) {
        return new Schema.Parser().parse(definition);
    }

    private static final class MemorySource implements SchemaSource {
        private final Map<String, UUID> ids = new HashMap<>();
        private final List<String> definitions = new ArrayList<>();
        private int registrations;
        private boolean down;

        @Override
        public Optional<String> definition(UUID id) throws RegistryUnavailableException {
            if (down) throw new RegistryUnavailableException("down");
            int index = (int) id.getLeastSignificantBits() - 1;
            return index >= 0 && index < definitions.size() ? Optional.of(definitions.get(index)) : Optional.empty();
        }

        @Override
        public UUID register(SchemaName name, String definition) {
            registrations++;
            return ids.computeIfAbsent(definition, text -> {
                definitions.add(text);
                return new UUID(1, definitions.size());
            });
        }
    }
}

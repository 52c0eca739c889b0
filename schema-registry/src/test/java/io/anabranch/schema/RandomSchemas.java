package io.anabranch.schema;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;

/** Record schemas and values of them from a seed. */
public final class RandomSchemas {
    private static final Schema.Type[] PRIMITIVES = {
        Schema.Type.NULL, Schema.Type.BOOLEAN, Schema.Type.INT, Schema.Type.LONG, Schema.Type.FLOAT, Schema.Type.DOUBLE, Schema.Type.BYTES, Schema.Type.STRING
    };

    private final RandomGenerator random;
    private final List<Schema> named = new ArrayList<>();

    public RandomSchemas(RandomGenerator random) {
        this.random = random;
    }

    /** Seeds 0 to count - 1, or the one of {@code -Dseed}. */
    public static LongStream seeds(int count) {
        Long one = Long.getLong("seed");
        return one == null ? LongStream.range(0, count) : LongStream.of(one);
    }

    public Schema schema() {
        return record(3);
    }

    private Schema any(int depth) {
        if (depth == 0) return Schema.create(PRIMITIVES[random.nextInt(PRIMITIVES.length)]);
        return switch (random.nextInt(9)) {
            case 0 -> Schema.createArray(any(depth - 1));
            case 1 -> Schema.createMap(any(depth - 1));
            case 2 -> record(depth - 1);
            case 3 -> remembered(Schema.createEnum(name(), null, "n", IntStream.range(0, 1 + random.nextInt(5)).mapToObj(i -> "S" + i).toList()));
            case 4 -> remembered(Schema.createFixed(name(), random.nextBoolean() ? "a fixed" : null, "n", random.nextInt(20)));
            case 5 -> union(depth - 1);
            case 6 -> named.isEmpty() ? any(0) : named.get(random.nextInt(named.size()));
            default -> any(0);
        };
    }

    private Schema union(int depth) {
        Schema branch = any(depth);
        while (branch.isUnion() || branch.getType() == Schema.Type.NULL) branch = any(depth);
        return SchemaBuilder.unionOf().nullType().and().type(branch).endUnion();
    }

    private Schema record(int depth) {
        var fields = new ArrayList<Schema.Field>();
        for (int i = random.nextInt(6); i >= 0; i--) fields.add(new Schema.Field("f" + i, any(depth), random.nextBoolean() ? "doc \"" + i + "\"" : null, null));
        return remembered(Schema.createRecord(name(), null, "n", false, fields));
    }

    private Schema remembered(Schema schema) {
        named.add(schema);
        return schema;
    }

    private String name() {
        return "T" + named.size() + "_" + random.nextInt(1_000_000);
    }

    public GenericRecord record(Schema schema) {
        return (GenericRecord) value(schema);
    }

    private Object value(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> null;
            case BOOLEAN -> random.nextBoolean();
            case INT -> random.nextInt() >> random.nextInt(32);
            case LONG -> random.nextLong() >> random.nextInt(64);
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextDouble();
            case BYTES -> ByteBuffer.wrap(bytes(random.nextInt(40)));
            case STRING -> text();
            case FIXED -> new GenericData.Fixed(schema, bytes(schema.getFixedSize()));
            case ENUM -> new GenericData.EnumSymbol(schema, schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())));
            case UNION -> value(schema.getTypes().get(random.nextInt(schema.getTypes().size())));
            case ARRAY -> new GenericData.Array<>(schema, IntStream.range(0, random.nextInt(4)).mapToObj(i -> value(schema.getElementType())).toList());
            case MAP -> map(schema);
            case RECORD -> filled(schema);
        };
    }

    private Object map(Schema schema) {
        var map = new HashMap<Utf8, Object>();
        for (int i = random.nextInt(4); i > 0; i--) map.put(text(), value(schema.getValueType()));
        return map;
    }

    private GenericRecord filled(Schema schema) {
        var record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) record.put(field.pos(), value(field.schema()));
        return record;
    }

    private Utf8 text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) text.appendCodePoint(List.of((int) 'a', (int) 'ß', 0x20ac, 0x1f30a).get(random.nextInt(4)));
        return new Utf8(text.toString());
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}

package io.anabranch.schema.serde;

import io.anabranch.schema.model.BadPayloadException;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Walks a body against its writer's schema before anything is made of it: number widths, lengths and block counts within the body, indexes in range,
 * booleans 0 or 1, nothing left over. A few bytes can claim an array of two thousand million elements, and Avro's reader would allocate it; here a block
 * may not have more elements than the bytes left can hold, and elements that take no bytes at all are counted against a bound of their own.
 * The schema is compiled once; a walk allocates only its cursor. Thread-safe.
 */
final class BodyCheck {
    private final Step root;

    private BodyCheck(Step root) {
        this.root = root;
    }

    static BodyCheck of(Schema schema) {
        Step root = new Compiler().compile(schema);
        root.measure();
        return new BodyCheck(root);
    }

    void check(byte[] body) throws BadPayloadException {
        var cursor = new Cursor(body);
        root.walk(cursor);
        cursor.requireEnd();
    }

    @FunctionalInterface
    private interface Walk {
        void walk(Cursor cursor) throws BadPayloadException;
    }

    /** Walks over one value. */
    private sealed interface Step extends Walk {
        /** Bytes that no value takes less than. */
        int minBytes();

        /** Called once on every step of a schema, after all are made. */
        void measure();
    }

    /** Makes the steps, and measures them once all are there: a schema may contain itself. */
    private static final class Compiler {
        private final IdentityHashMap<Schema, Fields> records = new IdentityHashMap<>();

        Step compile(Schema schema) {
            return switch (schema.getType()) {
                case NULL -> sized(0, cursor -> {});
                case BOOLEAN -> sized(1, Cursor::bool);
                case INT -> sized(1, Cursor::int32);
                case LONG -> sized(1, Cursor::int64);
                case FLOAT -> fixed(Float.BYTES);
                case DOUBLE -> fixed(Double.BYTES);
                case FIXED -> fixed(schema.getFixedSize());
                case BYTES -> sized(1, Cursor::bytes);
                case STRING -> sized(1, Cursor::text);
                case ENUM -> index("enum symbol", schema.getEnumSymbols().size());
                case UNION -> union(schema.getTypes().stream().map(this::compile).toList());
                case ARRAY -> new Blocks(compile(schema.getElementType()), false);
                case MAP -> new Blocks(compile(schema.getValueType()), true);
                case RECORD -> record(schema);
            };
        }

        private Step record(Schema schema) {
            Fields known = records.get(schema);
            if (known != null) return known;
            var record = new Fields();
            records.put(schema, record);
            record.names = schema.getFields().stream().map(Schema.Field::name).toArray(String[]::new);
            record.steps = schema.getFields().stream().map(field -> compile(field.schema())).toArray(Step[]::new);
            return record;
        }
    }

    private static Step fixed(int size) {
        return sized(size, cursor -> cursor.skip(size));
    }

    private static Step index(String what, int bound) {
        return sized(1, cursor -> cursor.index(what, bound));
    }

    private static Step union(List<Step> branches) {
        Step[] steps = branches.toArray(Step[]::new);
        return new Union(steps);
    }

    private static Step sized(int minBytes, Walk walk) {
        return new Sized(minBytes, walk);
    }

    private record Sized(int minBytes, Walk walk) implements Step {
        @Override
        public void walk(Cursor cursor) throws BadPayloadException {
            walk.walk(cursor);
        }

        @Override
        public void measure() {
            // A fixed number from the start.
        }
    }

    private static final class Union implements Step {
        private final Step[] branches;

        Union(Step[] branches) {
            this.branches = branches;
        }

        @Override
        public void walk(Cursor cursor) throws BadPayloadException {
            branches[cursor.index("union branch", branches.length)].walk(cursor);
        }

        @Override
        public int minBytes() {
            return 1;
        }

        @Override
        public void measure() {
            for (Step branch : branches) branch.measure();
        }
    }

    private static final class Fields implements Step {
        private String[] names = {};
        private Step[] steps = {};
        private boolean measured;
        private int minBytes;

        @Override
        public void walk(Cursor cursor) throws BadPayloadException {
            cursor.deeper();
            for (int i = 0; i < steps.length; i++) {
                cursor.enter(names[i]);
                steps[i].walk(cursor);
            }
            cursor.leave();
        }

        @Override
        public int minBytes() {
            return minBytes;
        }

        /** A record that is met again while it is measured counts as 0 there, which is a lower bound still. */
        @Override
        public void measure() {
            if (measured) return;
            measured = true;
            long sum = 0;
            for (Step step : steps) {
                step.measure();
                sum += step.minBytes();
            }
            minBytes = (int) Math.min(sum, Integer.MAX_VALUE);
        }
    }

    /** An array, or a map if each element has a key before it. */
    private static final class Blocks implements Step {
        private final Step element;
        private final boolean keyed;
        private int minElement;

        Blocks(Step element, boolean keyed) {
            this.element = element;
            this.keyed = keyed;
        }

        @Override
        public int minBytes() {
            return 1;
        }

        @Override
        public void measure() {
            element.measure();
            minElement = Math.addExact(keyed ? 1 : 0, Math.min(element.minBytes(), Integer.MAX_VALUE - 1));
        }

        @Override
        public void walk(Cursor cursor) throws BadPayloadException {
            cursor.deeper();
            for (long count = cursor.int64(); count != 0; count = cursor.int64()) {
                long size = count < 0 ? cursor.blockSize() : -1;
                cursor.requireRoom(Math.abs(count), minElement);
                block(cursor, Math.abs(count), size);
            }
            cursor.leave();
        }

        private void block(Cursor cursor, long count, long size) throws BadPayloadException {
            int start = cursor.position();
            cursor.enter(keyed ? "{}" : "[]");
            for (long i = 0; i < count; i++) {
                if (keyed) cursor.text();
                element.walk(cursor);
            }
            if (size >= 0 && cursor.position() - start != size) throw cursor.bad("a block of " + size + " bytes has " + (cursor.position() - start));
        }
    }
}

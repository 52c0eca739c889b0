package io.anabranch.schema.serde;

import io.anabranch.schema.model.BadPayloadException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A position in a body, with the names of where it is, for the walk of {@link BodyCheck}. Never moves past the end. One thread, one body. */
final class Cursor {
    /** Values within values; a schema that contains itself could otherwise go as deep as its data is long. */
    static final int MAX_DEPTH = 256;
    /** Elements of no bytes (null, an empty record) in one body. */
    static final int MAX_EMPTY_ELEMENTS = 65_536;

    private final byte[] body;
    private final String[] names = new String[MAX_DEPTH];
    private int position;
    private int depth;
    private long emptyElements;

    Cursor(byte[] body) {
        this.body = body;
    }

    int position() {
        return position;
    }

    void deeper() throws BadPayloadException {
        if (depth == MAX_DEPTH) throw bad("values are nested more than " + MAX_DEPTH + " deep");
        names[depth++] = "";
    }

    void enter(String name) {
        names[depth - 1] = name;
    }

    void leave() {
        depth--;
    }

    void skip(long bytes) throws BadPayloadException {
        if (bytes < 0 || bytes > body.length - position) throw bad(bytes + " bytes are wanted and " + (body.length - position) + " are left");
        position += (int) bytes;
    }

    void bool() throws BadPayloadException {
        int value = next();
        if (value > 1) throw at(position - 1, "a boolean is " + value);
    }

    int int32() throws BadPayloadException {
        int start = position;
        long value = varint(5);
        if (value > 0xffff_ffffL) throw at(start, "an int has more than 32 bits");
        return (int) (value >>> 1) ^ -(int) (value & 1);
    }

    long int64() throws BadPayloadException {
        long value = varint(10);
        return (value >>> 1) ^ -(value & 1);
    }

    void bytes() throws BadPayloadException {
        int start = position;
        long length = int64();
        if (length < 0 || length > body.length - position) throw at(start, "a length of " + length + " with " + (body.length - position) + " bytes left");
        position += (int) length;
    }

    void text() throws BadPayloadException {
        int start = position;
        bytes();
        int length = varintLength(start);
        int wrong = Utf8.firstWrong(body, start + length, position);
        if (wrong >= 0) throw at(wrong, "a text is not UTF-8");
    }

    int index(String what, int bound) throws BadPayloadException {
        int start = position;
        int index = int32();
        if (index < 0 || index >= bound) throw at(start, what + " " + index + " of " + bound);
        return index;
    }

    long blockSize() throws BadPayloadException {
        int start = position;
        long size = int64();
        if (size < 0 || size > body.length - position) throw at(start, "a block of " + size + " bytes with " + (body.length - position) + " left");
        return size;
    }

    /** Refuses a block of {@code count} elements if the bytes left cannot hold them. */
    void requireRoom(long count, int minElement) throws BadPayloadException {
        if (count < 0) throw bad("a block of 2^63 elements");
        int left = body.length - position;
        if (minElement > 0 && count > left / minElement) {
            throw bad("a block of " + count + " elements of " + minElement + " bytes or more with " + left + " bytes left");
        }
        if (minElement == 0) countEmpty(count);
    }

    private void countEmpty(long count) throws BadPayloadException {
        if (count > MAX_EMPTY_ELEMENTS - emptyElements) throw bad("more than " + MAX_EMPTY_ELEMENTS + " elements that need no bytes");
        emptyElements += count;
    }

    void requireEnd() throws BadPayloadException {
        if (position < body.length) throw bad(body.length - position + " bytes follow the value");
    }

    BadPayloadException bad(String what) {
        return at(position, what);
    }

    private BadPayloadException at(int offset, String what) {
        String path = Arrays.stream(names, 0, depth).filter(name -> !name.isEmpty()).collect(Collectors.joining("."));
        return new BadPayloadException(offset, path.replace(".[]", "[]").replace(".{}", "{}"), what);
    }

    private int next() throws BadPayloadException {
        if (position == body.length) throw bad("the body ends within a value");
        return body[position++] & 0xff;
    }

    private long varint(int maxBytes) throws BadPayloadException {
        int start = position;
        long value = 0;
        for (int i = 0; i < maxBytes; i++) {
            int each = next();
            if (i == 9 && each > 1) throw at(start, "a number has more than 64 bits");
            value |= (long) (each & 0x7f) << (7 * i);
            if (each < 0x80) return value;
        }
        throw at(start, "a number has more than " + maxBytes + " bytes");
    }

    private int varintLength(int start) {
        int length = 1;
        while (body[start + length - 1] < 0) length++;
        return length;
    }
}

package io.anabranch.simulator.wire;

/** A {@link BodyCursor} over CBOR (RFC 8949), with definite and indefinite maps and lists; texts and blobs in pieces are unusual. */
final class CborCursor extends BodyCursor {
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int LIST = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;
    private static final int INDEFINITE = 31;
    private static final int NULL = 0xF6;
    private static final int UNDEFINED = 0xF7;
    private static final int BREAK = 0xFF;

    /** Entries left at each depth; -1 = until a break. */
    private final long[] left = new long[MAX_DEPTH];

    @Override
    void enterMap() throws Unusual {
        enter(MAP);
    }

    @Override
    void enterList() throws Unusual {
        enter(LIST);
    }

    private void enter(int majorType) throws Unusual {
        int head = next() & 0xFF;
        require(head >> 5 == majorType);
        deeper();
        left[depth] = (head & 31) == INDEFINITE ? -1 : argument(head);
    }

    @Override
    boolean nextMember() throws Unusual {
        if (!nextItem()) {
            return false;
        }
        piece(TEXT);
        require(Utf8.isAscii(body, start, start + length));
        return true;
    }

    @Override
    boolean nextItem() throws Unusual {
        if (left[depth] < 0) {
            if (peek() != BREAK) {
                return true;
            }
            position++;
        } else if (left[depth]-- > 0) {
            return true;
        }
        depth--;
        return false;
    }

    @Override
    boolean takeNull() throws Unusual {
        int head = peek();
        boolean absent = head == NULL || head == UNDEFINED;
        position += absent ? 1 : 0;
        return absent;
    }

    @Override
    void text(int maxChars) throws Unusual {
        piece(TEXT);
        int chars = Utf8.isAscii(body, start, start + length) ? length : Utf8.charCount(body, start, start + length);
        require(chars >= 0 && chars <= maxChars);
    }

    @Override
    void blob() throws Unusual {
        piece(BYTES);
    }

    private void piece(int majorType) throws Unusual {
        int head = next() & 0xFF;
        require(head >> 5 == majorType);
        long size = argument(head);
        require(size >= 0 && size <= body.length - position);
        start = position;
        length = (int) size;
        position += length;
    }

    private long argument(int head) throws Unusual {
        int information = head & 31;
        if (information < 24) {
            return information;
        }
        if (information == 24) {
            return next() & 0xFF;
        }
        require(information < 28);
        int count = 1 << (information - 24);
        require(count <= body.length - position);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 8) | (body[position++] & 0xFF);
        }
        require(value >= 0);
        return value;
    }

    @Override
    void skip() throws Unusual {
        switch (peek() >> 5) {
            case BYTES -> piece(BYTES);
            case TEXT -> text(Integer.MAX_VALUE);
            case LIST -> {
                enterList();
                while (nextItem()) {
                    skip();
                }
            }
            case MAP -> {
                enterMap();
                while (nextMember()) {
                    skip();
                }
            }
            case TAG -> throw Unusual.BODY;
            default -> skipSimple();
        }
    }

    private void skipSimple() throws Unusual {
        int head = next() & 0xFF;
        require(head != BREAK);
        int size = (head & 31) < 24 ? 0 : 1 << ((head & 31) - 24);
        require((head & 31) < 28 && size <= body.length - position);
        position += size;
    }

    @Override
    void end() throws Unusual {
        require(position == body.length);
    }

    @Override
    byte[] source() {
        return body;
    }

    private int peek() throws Unusual {
        require(position < body.length);
        return body[position] & 0xFF;
    }
}

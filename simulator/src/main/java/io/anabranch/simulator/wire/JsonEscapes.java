package io.anabranch.simulator.wire;

/** Writes the text between two quotes of JSON without its escapes. Characters outside the basic plane, which take two, are left to the tree. */
final class JsonEscapes {
    private final byte[] to;
    private int out;

    private JsonEscapes(byte[] to, int out) {
        this.to = to;
        this.out = out;
    }

    /**
     * Writes what stands in {@code from}, from {@code start} to before {@code end}, to {@code to} from {@code at} on.
     *
     * @return behind the last byte written, of which there are no more than were read
     */
    static int unescape(byte[] from, int start, int end, byte[] to, int at) throws Unusual {
        JsonEscapes escapes = new JsonEscapes(to, at);
        for (int in = start; in < end; ) {
            byte b = from[in++];
            if (b != '\\') {
                escapes.put(b);
            } else if (from[in] == 'u') {
                escapes.put(unit(from, in + 1, end));
                in += 5;
            } else {
                escapes.put(simple(from[in++]));
            }
        }
        return escapes.out;
    }

    private static byte simple(byte b) throws Unusual {
        return switch (b) {
            case '"', '\\', '/' -> b;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw Unusual.BODY;
        };
    }

    private static char unit(byte[] from, int at, int end) throws Unusual {
        BodyCursor.require(at + 4 <= end);
        int unit = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Character.digit(from[i], 16);
            BodyCursor.require(digit >= 0);
            unit = unit << 4 | digit;
        }
        BodyCursor.require(!Character.isSurrogate((char) unit));
        return (char) unit;
    }

    private void put(byte b) {
        to[out++] = b;
    }

    private void put(char unit) {
        if (unit < 0x80) {
            put((byte) unit);
        } else if (unit < 0x800) {
            put((byte) (0xC0 | unit >> 6));
            put((byte) (0x80 | (unit & 0x3F)));
        } else {
            put((byte) (0xE0 | unit >> 12));
            put((byte) (0x80 | ((unit >> 6) & 0x3F)));
            put((byte) (0x80 | (unit & 0x3F)));
        }
    }
}

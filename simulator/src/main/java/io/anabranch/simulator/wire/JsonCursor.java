package io.anabranch.simulator.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** A {@link BodyCursor} over JSON. Decoded blobs and unescaped texts go into an arena as long as the body, one after the other. */
final class JsonCursor extends BodyCursor {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    /** Room beyond this is given back: few bodies are so large, and many cursors wait for the next. */
    private static final int KEPT_BYTES = 8 << 20;

    private static final byte[] NOTHING = new byte[0];

    private final boolean[] started = new boolean[MAX_DEPTH];
    private byte[] arena = NOTHING;
    private int arenaUsed;
    private byte[] encoded = NOTHING;
    private byte[] decoded = NOTHING;
    private boolean inArena;
    private boolean escaped;
    private boolean ascii;

    @Override
    void reset(byte[] newBody) {
        super.reset(newBody);
        arenaUsed = 0;
        if (heldBytes() > KEPT_BYTES) {
            arena = NOTHING;
            encoded = NOTHING;
            decoded = NOTHING;
        }
        // Nothing decodes to more bytes than it has in the body.
        if (arena.length < body.length) {
            arena = new byte[body.length];
        }
    }

    /** Room for what was decoded, this body's or those' before. */
    int heldBytes() {
        return arena.length + encoded.length + decoded.length;
    }

    @Override
    void enterMap() throws Unusual {
        enter('{');
    }

    @Override
    void enterList() throws Unusual {
        enter('[');
    }

    private void enter(char opening) throws Unusual {
        skipSpace();
        require(next() == opening);
        deeper();
        started[depth] = false;
    }

    @Override
    boolean nextMember() throws Unusual {
        if (!another('}')) {
            return false;
        }
        quoted();
        require(!escaped && ascii);
        skipSpace();
        require(next() == ':');
        return true;
    }

    @Override
    boolean nextItem() throws Unusual {
        return another(']');
    }

    private boolean another(char closing) throws Unusual {
        skipSpace();
        if (peek() == closing) {
            position++;
            depth--;
            return false;
        }
        if (started[depth]) {
            require(next() == ',');
            skipSpace();
            require(peek() != closing);
        }
        started[depth] = true;
        return true;
    }

    @Override
    boolean takeNull() throws Unusual {
        skipSpace();
        if (peek() != 'n') {
            return false;
        }
        literal(NULL);
        return true;
    }

    @Override
    void text(int maxChars) throws Unusual {
        quoted();
        if (escaped) {
            unescape();
        }
        int chars = ascii && !escaped ? length : Utf8.charCount(source(), start, start + length);
        require(chars >= 0 && chars <= maxChars);
    }

    @Override
    void blob() throws Unusual {
        unchecked();
        require((length & 3) == 0 && tailIsClean());
        if (encoded.length != length) {
            encoded = new byte[length];
            decoded = new byte[length / 4 * 3];
        }
        System.arraycopy(body, start, encoded, 0, length);
        try {
            length = Base64.getDecoder().decode(encoded, decoded);
        } catch (IllegalArgumentException e) {
            throw Unusual.BODY;
        }
        toArena(decoded);
    }

    /** The bits of the last character that belong to no byte must be zero. */
    private boolean tailIsClean() {
        if (length == 0 || body[start + length - 1] != '=') {
            return true;
        }
        boolean two = body[start + length - 2] == '=';
        int last = Base64Text.valueOf(body[start + length - (two ? 3 : 2)]);
        return last >= 0 && (last & (two ? 0x0F : 0x03)) == 0;
    }

    private void toArena(byte[] bytes) {
        System.arraycopy(bytes, 0, arena, arenaUsed, length);
        start = arenaUsed;
        arenaUsed += length;
        inArena = true;
    }

    @Override
    byte[] source() {
        return inArena ? arena : body;
    }

    @Override
    void skip() throws Unusual {
        skipSpace();
        switch (peek()) {
            case '"' -> skipText();
            case '{' -> {
                enterMap();
                while (nextMember()) {
                    skip();
                }
            }
            case '[' -> {
                enterList();
                while (nextItem()) {
                    skip();
                }
            }
            case 't' -> literal(TRUE);
            case 'f' -> literal(FALSE);
            case 'n' -> literal(NULL);
            default -> throw Unusual.BODY; // a number nobody asked for: rare enough for the tree
        }
    }

    private void skipText() throws Unusual {
        quoted();
        require(!escaped && (ascii || Utf8.charCount(body, start, start + length) >= 0));
    }

    @Override
    void end() throws Unusual {
        skipSpace();
        require(position == body.length);
    }

    private void literal(byte[] word) throws Unusual {
        int end = position + word.length;
        require(end <= body.length && Arrays.equals(body, position, end, word, 0, word.length));
        position = end;
    }

    /** Takes a string as it stands between its quotes. */
    private void quoted() throws Unusual {
        skipSpace();
        require(next() == '"');
        start = position;
        escaped = false;
        ascii = true;
        inArena = false;
        int at = position;
        while (true) {
            at = JsonScan.special(body, at);
            require(at < body.length);
            byte b = body[at++];
            if (b == '"') {
                break;
            }
            at = special(b, at);
        }
        length = at - 1 - start;
        position = at;
    }

    /** Takes a string up to the next quote; whether these are characters that may stand there has to be found out by its reader. */
    private void unchecked() throws Unusual {
        skipSpace();
        require(next() == '"');
        start = position;
        int at = JsonScan.quote(body, start);
        require(at < body.length);
        length = at - start;
        position = at + 1;
    }

    private int special(byte b, int at) throws Unusual {
        if (b == '\\') {
            escaped = true;
            return at + 1;
        }
        require(b < 0);
        ascii = false;
        return at;
    }

    private void unescape() throws Unusual {
        int end = JsonEscapes.unescape(body, start, start + length, arena, arenaUsed);
        start = arenaUsed;
        length = end - arenaUsed;
        arenaUsed = end;
        inArena = true;
    }

    private void skipSpace() {
        while (position < body.length && isSpace(body[position])) {
            position++;
        }
    }

    private static boolean isSpace(byte b) {
        return b <= ' ' && (b == ' ' || b == '\n' || b == '\r' || b == '\t');
    }

    private byte peek() throws Unusual {
        require(position < body.length);
        return body[position];
    }
}

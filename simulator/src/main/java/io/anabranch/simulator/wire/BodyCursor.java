package io.anabranch.simulator.wire;

import java.nio.charset.StandardCharsets;

/**
 * Walks over a body without making objects. Text and blobs are handed out as a place in {@link #source()}, from {@link #start()},
 * {@link #length()} bytes long, which holds until the next call.
 *
 * <p>Whatever is malformed, rare or deeper than a put is {@link Unusual}.
 */
abstract class BodyCursor {
    static final int MAX_DEPTH = 8;

    protected byte[] body = new byte[0];
    protected int position;
    protected int start;
    protected int length;
    protected int depth;

    /** Starts over with another body; places handed out before are void. */
    void reset(byte[] newBody) {
        body = newBody;
        position = 0;
        depth = 0;
    }

    /** Into a map, which must come next. */
    abstract void enterMap() throws Unusual;

    /** To the next member's name, or out of the map: then false. */
    abstract boolean nextMember() throws Unusual;

    /** Into a list, which must come next. */
    abstract void enterList() throws Unusual;

    /** To the next item, or out of the list: then false. */
    abstract boolean nextItem() throws Unusual;

    /** Takes a null if one comes next. */
    abstract boolean takeNull() throws Unusual;

    /** Takes a text: valid UTF-8 of at most {@code maxChars} UTF-16 units. */
    abstract void text(int maxChars) throws Unusual;

    /** Takes a blob, decoded. */
    abstract void blob() throws Unusual;

    /** Over one value, whatever it is. */
    abstract void skip() throws Unusual;

    /** Nothing may follow. */
    abstract void end() throws Unusual;

    /** The array the last text or blob is in: the body, or room of this cursor that the next put reuses. */
    abstract byte[] source();

    final int start() {
        return start;
    }

    final int length() {
        return length;
    }

    final boolean nameIs(byte[] name) {
        return length == name.length && Utf8.holds(body, start, name);
    }

    final String string() {
        return new String(source(), start, length, StandardCharsets.UTF_8);
    }

    protected final void deeper() throws Unusual {
        if (++depth >= MAX_DEPTH) {
            throw Unusual.BODY;
        }
    }

    protected final byte next() throws Unusual {
        if (position >= body.length) {
            throw Unusual.BODY;
        }
        return body[position++];
    }

    protected static void require(boolean condition) throws Unusual {
        if (!condition) {
            throw Unusual.BODY;
        }
    }
}

package io.anabranch.simulator.log;

import java.io.IOException;

/**
 * Where a frame begins.
 *
 * @param index   a record in that frame or the first one behind
 * @param checked the frame was found intact before, in mapped bytes
 */
record Place(long index, Segment segment, long position, boolean checked) {
    FrameCursor cursor(int wanted) throws IOException {
        FrameCursor cursor = new FrameCursor(segment, position, segment.end(), segment.firstIndex(), wanted);
        if (checked) cursor.trust(position);
        return cursor;
    }
}

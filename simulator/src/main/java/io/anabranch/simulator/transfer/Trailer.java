package io.anabranch.simulator.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * The end of a file of lines: {@code {"records":17}}, or {@code # 17 records}. Without it, and the right number in it, the file is not whole: it may have been cut off between two
 * lines. Files whose outline does not announce it have none. Not thread-safe.
 */
final class Trailer {
    static final String RECORDS = "records";
    private static final String COMMENTED = " " + RECORDS;

    private final boolean expected;
    private long records;
    private boolean found;

    Trailer(boolean expected) {
        this.expected = expected;
    }

    static void write(JsonGenerator out, long records) throws IOException {
        out.writeStartObject();
        out.writeNumberField(RECORDS, records);
        out.writeEndObject();
    }

    /** As a comment has it. */
    static String text(long records) {
        return records + COMMENTED;
    }

    boolean isExpected() {
        return expected;
    }

    /** A record was read. */
    void record(String place) throws BadTransferException {
        if (found) throw new BadTransferException(place, "a record behind the end of the file");
        records++;
    }

    void foundText(String text, String place) throws BadTransferException {
        if (!text.endsWith(COMMENTED)) throw new BadTransferException(place, "a comment that is not the end of the file");
        found(text.substring(0, text.length() - COMMENTED.length()), place);
    }

    void found(String count, String place) throws BadTransferException {
        if (found) throw new BadTransferException(place, "the file ends twice");
        if (!count.equals(Long.toString(records))) {
            throw new BadTransferException(place, "the file was written with " + count + " records, before this line there are " + records);
        }
        found = true;
    }

    void requireEnd(String place) throws BadTransferException {
        if (expected && !found) throw new BadTransferException(place, "the file is cut off: its last line, with the number of records, is missing");
    }
}

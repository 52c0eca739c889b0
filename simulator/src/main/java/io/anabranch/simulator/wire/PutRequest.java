package io.anabranch.simulator.wire;

import io.anabranch.simulator.stream.PutBatch;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PutRecord or PutRecords body on its way to the shards: which stream, and the records as places in the body. Reusable; belongs to one
 * request from {@link #scanRecords} or {@link #scanRecord} until its answer is written. Not thread-safe.
 */
public final class PutRequest {
    public static final int MAX_RECORDS = 500;
    public static final int MAX_KEY_CHARS = 256;
    /** Whatever the stream allows. */
    public static final int MAX_DATA_BYTES = 10 << 20;
    public static final int MAX_REQUEST_BYTES = 10 << 20;

    private static final int MAX_NAME_CHARS = 128;
    private static final int MAX_ARN_CHARS = 2048;
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] RECORDS = ascii("Records");
    private static final byte[] DATA = ascii("Data");
    private static final byte[] PARTITION_KEY = ascii("PartitionKey");
    private static final byte[] EXPLICIT_HASH_KEY = ascii("ExplicitHashKey");
    private static final byte[] STREAM_NAME = ascii("StreamName");
    private static final byte[] STREAM_ARN = ascii("StreamARN");
    private static final byte[] SEQUENCE_NUMBER_FOR_ORDERING = ascii("SequenceNumberForOrdering");
    private static final byte[] STREAM_ID = ascii("StreamId");

    private final JsonCursor json = new JsonCursor();
    private final CborCursor cbor = new CborCursor();
    private final PutBatch batch = new PutBatch();
    private final HashKeyText hashKey = new HashKeyText();

    private @Nullable String streamName;
    private @Nullable String streamArn;
    private int totalBytes;
    private boolean keyMissing;

    private byte @Nullable [] key;
    private int keyStart;
    private int keyLength;
    private byte @Nullable [] data;
    private int dataStart;
    private int dataLength;
    private boolean explicitHash;

    public Optional<String> streamName() {
        return Optional.ofNullable(streamName);
    }

    public Optional<String> streamArn() {
        return Optional.ofNullable(streamArn);
    }

    /** True if some record has no partition key, which only some streams allow. */
    public boolean keyMissing() {
        return keyMissing;
    }

    public PutBatch batch() {
        return batch;
    }

    /** Empties this for the next request. */
    public void clear() {
        streamName = null;
        streamArn = null;
        totalBytes = 0;
        keyMissing = false;
        batch.clear();
        forgetRecord();
        json.reset(new byte[0]);
        cbor.reset(new byte[0]);
    }

    /**
     * Scans a PutRecords body.
     *
     * @return false if anything in it is unusual or wrong: this holds nothing of use then, and the tree has to find out what it is
     */
    public boolean scanRecords(WireFormat format, byte[] body) {
        BodyCursor cursor = cursor(format, body);
        try {
            cursor.enterMap();
            while (cursor.nextMember()) {
                if (cursor.nameIs(RECORDS)) {
                    records(cursor);
                } else {
                    streamMember(cursor);
                }
            }
            cursor.end();
            return batch.count() > 0 && totalBytes <= MAX_REQUEST_BYTES;
        } catch (Unusual e) {
            return false;
        }
    }

    /** Scans a PutRecord body; as {@link #scanRecords}. */
    public boolean scanRecord(WireFormat format, byte[] body) {
        BodyCursor cursor = cursor(format, body);
        try {
            cursor.enterMap();
            while (cursor.nextMember()) {
                if (!recordMember(cursor)) {
                    streamMember(cursor);
                }
            }
            cursor.end();
            addRecord();
            return true;
        } catch (Unusual e) {
            return false;
        }
    }

    private BodyCursor cursor(WireFormat format, byte[] body) {
        clear();
        BodyCursor cursor = switch (format) {
            case JSON -> json;
            case CBOR -> cbor;
        };
        cursor.reset(body);
        return cursor;
    }

    private void records(BodyCursor cursor) throws Unusual {
        BodyCursor.require(batch.count() == 0);
        cursor.enterList();
        while (cursor.nextItem()) {
            BodyCursor.require(batch.count() < MAX_RECORDS);
            cursor.enterMap();
            while (cursor.nextMember()) {
                if (!recordMember(cursor)) {
                    cursor.skip();
                }
            }
            addRecord();
        }
    }

    private void addRecord() throws Unusual {
        byte[] keySource = key;
        byte[] dataSource = data;
        if (dataSource == null) {
            throw Unusual.BODY;
        }
        if (keySource == null) {
            keyMissing = true;
            keyLength = 0;
            batch.addWithHash(NOTHING, 0, -1, dataSource, dataStart, dataLength, 0, 0);
        } else if (explicitHash) {
            batch.addWithHash(keySource, keyStart, keyLength, dataSource, dataStart, dataLength, hashKey.high(), hashKey.low());
        } else {
            batch.add(keySource, keyStart, keyLength, dataSource, dataStart, dataLength);
        }
        totalBytes += keyLength + dataLength;
        forgetRecord();
    }

    private void forgetRecord() {
        key = null;
        data = null;
        explicitHash = false;
    }

    private boolean recordMember(BodyCursor cursor) throws Unusual {
        if (cursor.nameIs(DATA)) {
            data(cursor);
        } else if (cursor.nameIs(PARTITION_KEY)) {
            key(cursor);
        } else if (cursor.nameIs(EXPLICIT_HASH_KEY)) {
            explicitHashKey(cursor);
        } else {
            return false;
        }
        return true;
    }

    private void data(BodyCursor cursor) throws Unusual {
        cursor.blob();
        BodyCursor.require(cursor.length() <= MAX_DATA_BYTES);
        data = cursor.source();
        dataStart = cursor.start();
        dataLength = cursor.length();
    }

    private void key(BodyCursor cursor) throws Unusual {
        cursor.text(MAX_KEY_CHARS);
        BodyCursor.require(cursor.length() > 0);
        key = cursor.source();
        keyStart = cursor.start();
        keyLength = cursor.length();
    }

    private void explicitHashKey(BodyCursor cursor) throws Unusual {
        if (cursor.takeNull()) {
            return;
        }
        cursor.text(MAX_KEY_CHARS);
        BodyCursor.require(hashKey.parse(cursor.source(), cursor.start(), cursor.length()));
        explicitHash = true;
    }

    private void streamMember(BodyCursor cursor) throws Unusual {
        if (cursor.nameIs(STREAM_NAME)) {
            streamName = optionalText(cursor, MAX_NAME_CHARS);
        } else if (cursor.nameIs(STREAM_ARN)) {
            streamArn = optionalText(cursor, MAX_ARN_CHARS);
        } else {
            // Members with checks of their own, which the tree has; any other is unknown and ignored.
            BodyCursor.require(!cursor.nameIs(SEQUENCE_NUMBER_FOR_ORDERING) && !cursor.nameIs(STREAM_ID));
            cursor.skip();
        }
    }

    private static @Nullable String optionalText(BodyCursor cursor, int maxChars) throws Unusual {
        if (cursor.takeNull()) {
            return null;
        }
        cursor.text(maxChars);
        return cursor.string();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

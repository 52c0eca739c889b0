package io.anabranch.simulator.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.anabranch.simulator.stream.HashKeyRange;
import io.anabranch.simulator.stream.ShardDescription;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An outline as one JSON object:
 * {@code {"anabranchStream":1,"trailer":true,"name":..,"created":"2026-..","retentionHours":24,"shards":[{"shardId":..,"parentShardId":..,"adjacentParentShardId":..,
 * "startingHashKey":"0","endingHashKey":"..","startingSequenceNumber":"..","endingSequenceNumber":"..",
 * "created":"..","closed":".."}]}}. The first member is the version; {@code trailer} says that the file ends with one.
 */
final class OutlineJson {
    static final JsonFactory FACTORY = new JsonFactory();
    private static final String VERSION_MEMBER = "anabranchStream";
    private static final String TRAILER = "trailer";
    private static final int VERSION = 1;

    private OutlineJson() {}

    /** @param trailer true if the file is whole only with a {@link Trailer} */
    record Header(StreamOutline outline, boolean trailer) {}

    static String text(StreamOutline outline) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            write(out, outline);
        }
        return text.toString();
    }

    /** @throws BadTransferException if the text is no outline */
    static Header parse(String text, String place) throws IOException {
        try (JsonParser in = FACTORY.createParser(text)) {
            in.nextToken();
            return read(in, place);
        }
    }

    static void write(JsonGenerator out, StreamOutline outline) throws IOException {
        out.writeStartObject();
        out.writeNumberField(VERSION_MEMBER, VERSION);
        out.writeBooleanField(TRAILER, true);
        out.writeStringField("name", outline.stream());
        out.writeStringField("created", outline.created().toString());
        out.writeNumberField("retentionHours", outline.retentionHours());
        out.writeArrayFieldStart("shards");
        for (ShardDescription shard : outline.shards()) write(out, shard);
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, ShardDescription shard) throws IOException {
        out.writeStartObject();
        out.writeStringField("shardId", shard.id().toString());
        writeIfPresent(out, "parentShardId", shard.parent());
        writeIfPresent(out, "adjacentParentShardId", shard.adjacentParent());
        out.writeStringField("startingHashKey", shard.range().start().toString());
        out.writeStringField("endingHashKey", shard.range().end().toString());
        out.writeStringField("startingSequenceNumber", shard.starting().toString());
        writeIfPresent(out, "endingSequenceNumber", shard.ending());
        out.writeStringField("created", shard.created().toString());
        writeIfPresent(out, "closed", shard.closed());
        out.writeEndObject();
    }

    private static void writeIfPresent(JsonGenerator out, String name, Optional<?> value) throws IOException {
        if (value.isPresent()) out.writeStringField(name, value.get().toString());
    }

    /** @param in stands on the first token of the object; afterwards on its last */
    static Header read(JsonParser in, String place) throws IOException {
        try {
            return readMembers(in);
        } catch (IllegalArgumentException e) {
            throw new BadTransferException(place, "no outline of a stream: " + e.getMessage(), e);
        } catch (JsonProcessingException e) {
            throw new BadTransferException(place, "no outline of a stream: " + e.getOriginalMessage(), e);
        }
    }

    private static Header readMembers(JsonParser in) throws IOException {
        Map<String, String> members = new HashMap<>();
        List<ShardDescription> shards = new ArrayList<>();
        if (in.currentToken() != JsonToken.START_OBJECT) throw new IllegalArgumentException("it begins with no JSON object");
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            if (name.equals("shards")) readShards(in, shards);
            else readMember(in, name, members);
        }
        if (!String.valueOf(VERSION).equals(members.get(VERSION_MEMBER))) {
            throw new IllegalArgumentException(VERSION_MEMBER + " must be " + VERSION + ", was " + members.get(VERSION_MEMBER));
        }
        StreamOutline outline = new StreamOutline(
                member(members, "name"), Fields.instant(member(members, "created")), Integer.parseInt(member(members, "retentionHours")), shards);
        return new Header(outline, "true".equals(members.get(TRAILER)));
    }

    private static void readShards(JsonParser in, List<ShardDescription> shards) throws IOException {
        while (in.nextToken() == JsonToken.START_OBJECT) {
            Map<String, String> members = new HashMap<>();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                readMember(in, name, members);
            }
            shards.add(shard(members));
        }
    }

    private static void readMember(JsonParser in, String name, Map<String, String> members) throws IOException {
        if (in.currentToken().isScalarValue()) members.put(name, in.getText());
        else in.skipChildren(); // of a later version
    }

    private static ShardDescription shard(Map<String, String> members) {
        HashKeyRange range =
                new HashKeyRange(new BigInteger(member(members, "startingHashKey")), new BigInteger(member(members, "endingHashKey")));
        return new ShardDescription(
                Fields.shardId(member(members, "shardId")),
                Optional.ofNullable(members.get("parentShardId")).map(Fields::shardId),
                Optional.ofNullable(members.get("adjacentParentShardId")).map(Fields::shardId),
                range,
                Fields.number(member(members, "startingSequenceNumber")),
                Optional.ofNullable(members.get("endingSequenceNumber")).map(Fields::number),
                Fields.instant(member(members, "created")),
                Optional.ofNullable(members.get("closed")).map(Fields::instant));
    }

    private static String member(Map<String, String> members, String name) {
        String value = members.get(name);
        if (value == null) throw new IllegalArgumentException("'" + name + "' is missing");
        return value;
    }
}

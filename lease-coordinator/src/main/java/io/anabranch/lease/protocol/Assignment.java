package io.anabranch.lease.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.anabranch.lease.model.LeaseKey;
import java.util.ArrayList;
import java.util.List;

/**
 * What the leader wants of one incarnation.
 *
 * @param term     of the leader that wrote it
 * @param revision counts this document's versions
 */
record Assignment(long term, long revision, List<Entry> entries) {
    enum Wish {
        /** Claim it and process. */
        ACTIVE,
        /** Finish what runs and give it back. */
        REVOKE,
        /** Be ready, and claim it when its owner has given it back. */
        STANDBY
    }

    /** @param drainMillis with REVOKE and STANDBY: how long after this was written the lease is given away without its owner's consent; else 0 */
    record Entry(LeaseKey key, long epoch, Wish wish, long drainMillis) {}

    Assignment {
        entries = List.copyOf(entries);
    }

    byte[] encode() {
        ObjectNode json = Json.document().put("term", term).put("rev", revision);
        ArrayNode leases = json.putArray("leases");
        for (Entry entry : entries) {
            leases.addArray().add(entry.key().stream()).add(entry.key().shard()).add(entry.epoch()).add(entry.wish().name())
                    .add(entry.drainMillis());
        }
        return Json.bytes(json);
    }

    static Assignment decode(byte[] data) {
        JsonNode json = Json.parse(data);
        List<Entry> entries = new ArrayList<>();
        json.path("leases").forEach(entry -> entries.add(entry(entry)));
        return new Assignment(json.path("term").asLong(), json.path("rev").asLong(), entries);
    }

    private static Entry entry(JsonNode json) {
        return new Entry(new LeaseKey(json.path(0).asText(), json.path(1).asText()), json.path(2).asLong(),
                Wish.valueOf(json.path(3).asText()), json.path(4).asLong());
    }
}

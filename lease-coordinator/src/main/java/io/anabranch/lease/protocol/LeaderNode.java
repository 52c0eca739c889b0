package io.anabranch.lease.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** Who leads. The term rises by one with each election; the node's version guards every write of the leader. */
record LeaderNode(long term, String incarnation, Instant since) {
    static final LeaderNode NOBODY = new LeaderNode(0, "", Instant.EPOCH);

    byte[] encode() {
        return Json.bytes(Json.document().put("term", term).put("id", incarnation).put("since", since.toEpochMilli()));
    }

    static LeaderNode decode(byte[] data) {
        JsonNode json = Json.parse(data);
        return new LeaderNode(json.path("term").asLong(), json.path("id").asText(), Instant.ofEpochMilli(json.path("since").asLong()));
    }
}

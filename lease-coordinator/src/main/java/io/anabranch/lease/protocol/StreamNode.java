package io.anabranch.lease.protocol;

import com.fasterxml.jackson.databind.JsonNode;

/** A group of leases: which one it is of those that had its name, and where leases start that nobody has checkpointed. */
record StreamNode(String identity, String start, int generation) {
    byte[] encode() {
        return Json.bytes(Json.document().put("id", identity).put("start", start).put("gen", generation));
    }

    static StreamNode decode(byte[] data) {
        JsonNode json = Json.parse(data);
        return new StreamNode(json.path("id").asText(), json.path("start").asText(), json.path("gen").asInt());
    }
}

package io.anabranch.lease.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.anabranch.lease.store.CoordinationSession.Node;

/** A registered incarnation: {@code {worker id}#{session id in hex}}, ephemeral. */
record WorkerNode(String id, String host, boolean draining) {
    static String incarnation(String workerId, long session) {
        return workerId + "#" + Long.toHexString(session);
    }

    /** The worker's id without its session, for people. */
    static String id(String incarnation) {
        int mark = incarnation.lastIndexOf('#');
        return mark < 0 ? incarnation : incarnation.substring(0, mark);
    }

    /** True if the node belongs to the very session it names: a registration carried over into another session is a ghost. */
    static boolean isGenuine(String incarnation, Node node) {
        return incarnation.endsWith("#" + Long.toHexString(node.ephemeralOwner()));
    }

    byte[] encode() {
        return Json.bytes(Json.document().put("id", id).put("host", host).put("draining", draining));
    }

    static WorkerNode decode(byte[] data) {
        JsonNode json = Json.parse(data);
        return new WorkerNode(json.path("id").asText(), json.path("host").asText(), json.path("draining").asBoolean());
    }
}

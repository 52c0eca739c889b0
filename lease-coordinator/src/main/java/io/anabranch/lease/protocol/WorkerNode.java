package io.anabranch.lease.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.anabranch.lease.model.WorkerTraits;
import io.anabranch.lease.store.CoordinationSession.Node;
import java.util.List;
import java.util.TreeSet;

/** A registered incarnation: {@code {worker id}#{session id in hex}}, ephemeral. */
record WorkerNode(String id, String host, WorkerTraits traits, boolean draining) {
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
        ObjectNode json = Json.document().put("id", id).put("host", host).put("draining", draining);
        if (traits.capacity() != WorkerTraits.PLAIN.capacity()) json.put("cap", traits.capacity());
        if (traits.maxLeases() != WorkerTraits.PLAIN.maxLeases()) json.put("max", traits.maxLeases());
        if (!traits.zone().isEmpty()) json.put("az", traits.zone());
        if (!traits.tags().isEmpty()) json.set("tags", Json.array(List.copyOf(new TreeSet<>(traits.tags()))));
        return Json.bytes(json);
    }

    static WorkerNode decode(byte[] data) {
        JsonNode json = Json.parse(data);
        return new WorkerNode(json.path("id").asText(), json.path("host").asText(), traits(json), json.path("draining").asBoolean());
    }

    private static WorkerTraits traits(JsonNode json) {
        return new WorkerTraits(json.path("cap").asDouble(WorkerTraits.PLAIN.capacity()), json.path("max").asInt(WorkerTraits.PLAIN.maxLeases()),
                json.path("az").asText(), new TreeSet<>(Json.texts(json, "tags")));
    }

    WorkerNode leaving() {
        return new WorkerNode(id, host, traits, true);
    }
}

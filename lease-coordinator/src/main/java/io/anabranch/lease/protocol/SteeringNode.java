package io.anabranch.lease.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.Steering;
import java.util.List;
import java.util.TreeSet;

/** The steering as it is stored; it is short, since it holds only what is out of the ordinary. */
final class SteeringNode {
    private SteeringNode() {}

    static byte[] encode(Steering steering) {
        ObjectNode json = Json.document().put("maintenance", steering.maintenance());
        json.set("drained", Json.array(List.copyOf(steering.drained())));
        json.set("streams", Json.array(List.copyOf(steering.pausedStreams())));
        json.set("leases", Json.array(steering.pausedLeases().stream().map(LeaseKey::toString).toList()));
        return Json.bytes(json);
    }

    static Steering decode(byte[] data) {
        if (data.length == 0) return Steering.NONE;
        JsonNode json = Json.parse(data);
        TreeSet<LeaseKey> leases = new TreeSet<>();
        Json.texts(json, "leases").forEach(text -> leases.add(LeaseKey.parse(text)));
        return new Steering(json.path("maintenance").asBoolean(), new TreeSet<>(Json.texts(json, "drained")),
                new TreeSet<>(Json.texts(json, "streams")), leases);
    }
}

package io.anabranch.lease.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.store.Write;
import java.util.List;
import java.util.Optional;

/**
 * What a worker tells the leader through the inbox, in the same request as the change it speaks of: so no news is lost and none is false.
 *
 * @param lease    what it is about; empty for DRAINING
 * @param children leases that follow an ENDED one
 */
record Letter(About about, String incarnation, Optional<LeaseKey> lease, long epoch, List<String> children) {
    enum About { RELEASED, ENDED, FAILED, DRAINING }

    static Letter draining(String incarnation) {
        return new Letter(About.DRAINING, incarnation, Optional.empty(), 0, List.of());
    }

    Write post(Paths paths) {
        return new Write.Create(paths.inbox() + "/e-", encode(), Write.Mode.PERSISTENT_SEQUENTIAL);
    }

    byte[] encode() {
        ObjectNode json = Json.document().put("about", about.name()).put("from", incarnation);
        lease.ifPresent(key -> json.put("stream", key.stream()).put("shard", key.shard()).put("e", epoch));
        if (!children.isEmpty()) json.set("children", Json.array(children));
        return Json.bytes(json);
    }

    static Letter decode(byte[] data) {
        JsonNode json = Json.parse(data);
        Optional<LeaseKey> lease = Json.text(json, "stream").map(stream -> new LeaseKey(stream, json.path("shard").asText()));
        return new Letter(About.valueOf(json.path("about").asText()), json.path("from").asText(), lease, json.path("e").asLong(),
                Json.texts(json, "children"));
    }
}

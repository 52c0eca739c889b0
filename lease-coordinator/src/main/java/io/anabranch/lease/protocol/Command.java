package io.anabranch.lease.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.store.Write;
import java.util.Optional;

/**
 * An operator's order to take a lease from whoever has it and give it out anew, under a new epoch: from {@code position}, or from where it is. The node is
 * gone once the leader has carried it out, or has found that it cannot be.
 */
record Command(LeaseKey key, Optional<String> position) {
    Write post(Paths paths) {
        return new Write.Create(paths.control() + "/c-", encode(), Write.Mode.PERSISTENT_SEQUENTIAL);
    }

    byte[] encode() {
        ObjectNode json = Json.document().put("stream", key.stream()).put("shard", key.shard());
        position.ifPresent(text -> json.put("c", text));
        return Json.bytes(json);
    }

    static Command decode(byte[] data) {
        JsonNode json = Json.parse(data);
        return new Command(new LeaseKey(json.path("stream").asText(), json.path("shard").asText()), Json.text(json, "c"));
    }
}

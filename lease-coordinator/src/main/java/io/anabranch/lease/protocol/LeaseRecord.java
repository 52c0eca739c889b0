package io.anabranch.lease.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.anabranch.lease.model.LeaseState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the store knows of one lease.
 *
 * @param epoch      of the last claim; 0 before the first, never lower than before
 * @param owner      incarnation that made it
 * @param write      number of the write within the epoch: tells a writer whose reply was lost whether the write was its own
 * @param checkpoint last stored position; empty if nobody has stored one, then the stream's start counts
 * @param generation how often the position was set back on purpose
 * @param written    calendar time of the last write, for people
 */
record LeaseRecord(long epoch, Optional<String> owner, LeaseState state, long write, Optional<String> checkpoint, List<String> parents,
        int generation, Optional<String> reason, Instant written) {

    static LeaseRecord created(List<String> parents, int generation, Instant now) {
        return new LeaseRecord(0, Optional.empty(), LeaseState.RELEASED, 0, Optional.empty(), parents, generation, Optional.empty(), now);
    }

    LeaseRecord claimed(long newEpoch, String incarnation, LeaseState newState, Instant now) {
        long number = newEpoch == epoch ? write + 1 : 0;
        return new LeaseRecord(newEpoch, Optional.of(incarnation), newState, number, checkpoint, parents, generation, Optional.empty(), now);
    }

    LeaseRecord next(LeaseState newState, Optional<String> position, Optional<String> why, Instant now) {
        return new LeaseRecord(epoch, owner, newState, write + 1, position, parents, generation, why, now);
    }

    /** Back to the start under a new epoch, so that nothing an owner of before writes is accepted. */
    LeaseRecord restarted(long newEpoch, LeaseState newState, List<String> newParents, int newGeneration, Instant now) {
        return new LeaseRecord(newEpoch, Optional.empty(), newState, 0, Optional.empty(), newParents, newGeneration, Optional.empty(), now);
    }

    /** To be given out anew under a new epoch, at another position if there is one. */
    LeaseRecord reset(long newEpoch, Optional<String> position, Instant now) {
        return new LeaseRecord(newEpoch, Optional.empty(), LeaseState.RELEASED, 0, position.or(() -> checkpoint), parents, generation + 1, Optional.empty(),
                now);
    }

    byte[] encode() {
        ObjectNode json = Json.document().put("e", epoch).put("o", owner.orElse(null)).put("s", state.name()).put("w", write);
        json.put("c", checkpoint.orElse(null)).set("pp", Json.array(parents));
        if (generation > 0) json.put("gen", generation);
        reason.ifPresent(why -> json.put("why", why));
        return Json.bytes(json.put("t", written.toEpochMilli()));
    }

    static LeaseRecord decode(byte[] data) {
        JsonNode json = Json.parse(data);
        return new LeaseRecord(json.path("e").asLong(), Json.text(json, "o"), LeaseState.valueOf(json.path("s").asText()),
                json.path("w").asLong(), Json.text(json, "c"), Json.texts(json, "pp"), json.path("gen").asInt(), Json.text(json, "why"),
                Instant.ofEpochMilli(json.path("t").asLong()));
    }
}

package io.anabranch.kcl.run;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.WorkerListener;
import io.anabranch.kcl.processor.WorkerListener.Claim;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells log and listener what becomes of one claim. Called on the claim's loop. */
final class ClaimEvents {
    private static final Logger log = LoggerFactory.getLogger(ClaimEvents.class);

    private final Claim claim;
    private final WorkerListener listener;
    private final InstantSource clock;

    ClaimEvents(Claim claim, WorkerListener listener, InstantSource clock) {
        this.claim = claim;
        this.listener = listener;
        this.clock = clock;
    }

    void claimed(Position from) {
        log.info("claimed stream={} shard={} epoch={} from={}", claim.stream(), claim.shard(), claim.epoch(), from.encode());
        tell(to -> to.claimed(claim, from, clock.instant()));
    }

    void checkpointed(Position position) {
        tell(to -> to.checkpointed(claim, position, clock.instant()));
    }

    void retried(String what, int failures, Throwable cause) {
        log.warn("{} failed, will be repeated stream={} shard={} epoch={} failures={}", what, claim.stream(), claim.shard(), claim.epoch(), failures, cause);
    }

    void gaveUp(String reason, Throwable cause) {
        log.error("failed for good stream={} shard={} epoch={}: {}", claim.stream(), claim.shard(), claim.epoch(), reason, cause);
    }

    void failed(String reason) {
        tell(to -> to.failed(claim, reason, clock.instant()));
    }

    void released(Position position) {
        log.info("released stream={} shard={} epoch={} at={}", claim.stream(), claim.shard(), claim.epoch(), position.encode());
        tell(to -> to.released(claim, position, clock.instant()));
    }

    void shardEnded(List<ShardId> children) {
        log.info("shard ended stream={} shard={} epoch={} children={}", claim.stream(), claim.shard(), claim.epoch(), children);
        tell(to -> to.checkpointed(claim, new Position.ShardEnd(), clock.instant()));
        tell(to -> to.shardEnded(claim, children, clock.instant()));
    }

    void lost() {
        log.info("lost stream={} shard={} epoch={}", claim.stream(), claim.shard(), claim.epoch());
        tell(to -> to.lost(claim, clock.instant()));
    }

    void trouble(String what, Throwable cause) {
        log.warn("{} stream={} shard={} epoch={}: {}", what, claim.stream(), claim.shard(), claim.epoch(), cause.toString());
    }

    void fault(String what, Throwable cause) {
        log.error("{} stream={} shard={} epoch={}", what, claim.stream(), claim.shard(), claim.epoch(), cause);
    }

    private void tell(Consumer<WorkerListener> what) {
        try {
            what.accept(listener);
        } catch (RuntimeException e) {
            fault("the listener failed", e);
        }
    }
}

package io.anabranch.lease.model;

import java.util.List;
import java.util.Optional;

/**
 * One lease record, for looking at.
 *
 * @param owner      id of the worker that claimed it last, if any worker did
 * @param epoch      epoch of that claim, 0 before the first
 * @param checkpoint what was last stored, empty if nobody has checkpointed
 * @param parents    names (same stream) of the leases that come before it
 * @param reason     why it FAILED
 */
public record LeaseView(LeaseKey key, LeaseState state, Optional<String> owner, long epoch, Optional<String> checkpoint,
        List<String> parents, Optional<String> reason) {}

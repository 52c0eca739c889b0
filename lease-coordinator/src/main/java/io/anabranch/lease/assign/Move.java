package io.anabranch.lease.assign;

import io.anabranch.lease.model.LeaseKey;

/** A lease that should change hands while its owner lives. */
public record Move(LeaseKey key, String from, String to) {}

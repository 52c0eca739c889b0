/**
 * Ownership of named things by a fleet of processes, with fencing tokens and checkpoints. Entry: {@link io.anabranch.lease.LeaseCoordinator} takes part
 * in a fleet, {@link io.anabranch.lease.LeaseTable} only looks on. This room wires the protocol to threads and clocks; the protocol itself is
 * {@code .protocol}, what it decides {@code .assign}, where it is kept {@code .store} and {@code .zookeeper}.
 */
@NullMarked
package io.anabranch.lease;

import org.jspecify.annotations.NullMarked;

/**
 * An append-only log of records in segment files, and the journal of the control plane. Knows bytes and indexes, not streams: frames with a
 * checksum, sparse indexes by sequence and by time, recovery after a crash, group commit in one log for all, readers beside the one writer.
 */
@NullMarked
package io.anabranch.simulator.log;

import org.jspecify.annotations.NullMarked;

/**
 * Bytes of the Kinesis protocol: JSON 1.1 and CBOR bodies as {@code byte[]}, without a socket in sight.
 *
 * <p>Two ways through this room. The control plane reads a body into a small {@link io.anabranch.simulator.wire.WireValue} tree and writes one
 * back. Puts and reads of records go through byte-wise scanners and writers that make no object per record; a scanner that meets anything
 * unusual gives up, and the body goes the tree's way, where every error text comes from.
 */
@NullMarked
package io.anabranch.simulator.wire;

import org.jspecify.annotations.NullMarked;

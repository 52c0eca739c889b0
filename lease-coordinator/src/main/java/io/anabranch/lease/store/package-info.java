/**
 * The port to the store: sessions, versioned nodes, conditional writes. What the protocol needs of ZooKeeper and nothing more. With it an implementation in
 * memory ({@link io.anabranch.lease.store.InMemoryStore}), whose tree is also the model under the simulation.
 */
@NullMarked
package io.anabranch.lease.store;

import org.jspecify.annotations.NullMarked;

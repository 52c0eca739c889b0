/** The port to the store: sessions, versioned nodes, conditional writes. What the protocol needs of ZooKeeper and nothing more. */
@NullMarked
package io.anabranch.lease.store;

import org.jspecify.annotations.NullMarked;

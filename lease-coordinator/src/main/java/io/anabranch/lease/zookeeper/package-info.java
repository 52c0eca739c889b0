/**
 * The coordination store on ZooKeeper, and a ZooKeeper server to embed. Curator gives the connection and the ensemble's addresses; requests go to the
 * one ZooKeeper handle of their session, asynchronously, and are never sent again: neither by a retry policy nor in another session. The embedded
 * server keeps its data in a folder, which one process hosts and the others on the machine join. Types of ZooKeeper and Curator stay in here.
 */
@NullMarked
package io.anabranch.lease.zookeeper;

import org.jspecify.annotations.NullMarked;

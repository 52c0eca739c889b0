/**
 * Which leases must exist for the shards a stream has, and whether a list of shards can be the whole of it. Pure, apart from the catalog that asks the
 * stream service and hands the answer to the coordinator.
 */
@NullMarked
package io.anabranch.kcl.shards;

import org.jspecify.annotations.NullMarked;

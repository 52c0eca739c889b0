/**
 * Values of the protocol (keys, claims, records, results: immutable, no I/O) and the two ports its user implements: the {@code Catalog} says which
 * leases must exist, the {@code LeaseListener} is told which are owned.
 */
@NullMarked
package io.anabranch.lease.model;

import org.jspecify.annotations.NullMarked;

/** Values of the protocol: keys, claims, records and results. Immutable, no I/O. */
@NullMarked
package io.anabranch.lease.model;

import org.jspecify.annotations.NullMarked;

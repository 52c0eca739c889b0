/** Values of the field: shards, sequence numbers, positions, hash key ranges. */
@NullMarked
package io.anabranch.kcl.model;

import org.jspecify.annotations.NullMarked;

/**
 * The registry's vocabulary: names, versions, formats, compatibility modes, fingerprints, and the ways a look-up, a registration or a payload can fail.
 * Records and enums only; a value that breaks one of the service's limits cannot be made. Nothing here reads a clock, a file or the network.
 */
@NullMarked
package io.anabranch.schema.model;

import org.jspecify.annotations.NullMarked;

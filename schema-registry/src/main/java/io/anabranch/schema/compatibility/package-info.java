/**
 * Decisions about definitions: are they well formed, which canonical form and fingerprint do they have, may a version follow another one.
 * Pure: same input, same answer, no effects.
 */
@NullMarked
package io.anabranch.schema.compatibility;

import org.jspecify.annotations.NullMarked;

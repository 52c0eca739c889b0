/** The port to a stream service: which shards there are, and their records in order. Adapters live in the rooms below. */
@NullMarked
package io.anabranch.kcl.source;

import org.jspecify.annotations.NullMarked;

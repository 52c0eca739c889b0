/**
 * Values as record data and back: the Glue envelope (which schema, compressed or not), the encoder and the decoder for Avro, and the walk over a body that
 * finds out whether it is data of its schema before anything is allocated for it. A caller's buffer is never moved, whatever becomes of it.
 */
@NullMarked
package io.anabranch.schema.serde;

import org.jspecify.annotations.NullMarked;

/**
 * Avro schemas for records: {@link io.anabranch.schema.SchemaRegistry} opens the registry of a data folder, registers and finds schemas, and gives out its
 * two faces: the handler of Glue requests for a server, and the source for encoders and decoders in the same process.
 */
@NullMarked
package io.anabranch.schema;

import org.jspecify.annotations.NullMarked;

/**
 * How programs that write and read records reach a registry: the port {@link io.anabranch.schema.client.SchemaSource}, its adapter for the Glue protocol
 * over HTTP (the adapter for a registry in this process is {@code SchemaRegistry.source()}), and {@link io.anabranch.schema.client.SchemaClient} with
 * the cache before it. A registered version never changes, so what was found is kept without a time limit.
 */
@NullMarked
package io.anabranch.schema.client;

import org.jspecify.annotations.NullMarked;

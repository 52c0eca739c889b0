/**
 * The registry's memory: a journal of every acknowledged change, the catalog it adds up to, and the one place where changes are decided.
 * A change is in the file and forced to the disk before anybody sees it. One process writes a folder, any number may read it meanwhile.
 * {@link io.anabranch.schema.store.SchemaStore} is what other rooms use.
 */
@NullMarked
package io.anabranch.schema.store;

import org.jspecify.annotations.NullMarked;

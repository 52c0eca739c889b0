/**
 * The registry as its clients' protocols see it: takes the name of an operation and a body, gives a status and a body. No HTTP here; whoever owns the port
 * routes requests with the target prefix {@code AWSGlue.} to {@link io.anabranch.schema.api.GlueHandler}.
 */
@NullMarked
package io.anabranch.schema.api;

import org.jspecify.annotations.NullMarked;

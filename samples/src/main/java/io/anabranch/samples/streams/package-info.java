/**
 * What {@code anabranch streams} does, without the command line: looking at streams of a service or a data folder, putting records, following them,
 * carrying whole streams from one place to another, and the arithmetic around shards. The AWS SDK is the way to a service; a folder is read where it lies.
 */
@NullMarked
package io.anabranch.samples.streams;

import org.jspecify.annotations.NullMarked;

/**
 * Child processes: the anabranch command started again with other arguments, by the Java and the class path of this process. Whoever starts
 * children through {@code Children} leaves none behind, whatever happens.
 */
@NullMarked
package io.anabranch.samples.process;

import org.jspecify.annotations.NullMarked;

/** The README's first example: simulator, coordination and one worker in one JVM. */
@NullMarked
package io.anabranch.samples.quickstart;

import org.jspecify.annotations.NullMarked;

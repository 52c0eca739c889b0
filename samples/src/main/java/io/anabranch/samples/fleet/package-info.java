/** A fleet of worker processes as one sees it: who owns what, how far it is, on a terminal or in plain lines. */
@NullMarked
package io.anabranch.samples.fleet;

import org.jspecify.annotations.NullMarked;

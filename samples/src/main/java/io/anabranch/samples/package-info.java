@NullMarked
package io.anabranch.samples;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.anabranch.simulator;

import org.jspecify.annotations.NullMarked;

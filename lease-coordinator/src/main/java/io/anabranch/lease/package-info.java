@NullMarked
package io.anabranch.lease;

import org.jspecify.annotations.NullMarked;

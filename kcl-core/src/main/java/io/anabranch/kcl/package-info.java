@NullMarked
package io.anabranch.kcl;

import org.jspecify.annotations.NullMarked;

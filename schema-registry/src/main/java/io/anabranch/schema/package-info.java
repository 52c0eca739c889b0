@NullMarked
package io.anabranch.schema;

import org.jspecify.annotations.NullMarked;

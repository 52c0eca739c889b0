/** What users implement and what they are given for it. Knows no source and no coordination. */
@NullMarked
package io.anabranch.kcl.processor;

import org.jspecify.annotations.NullMarked;

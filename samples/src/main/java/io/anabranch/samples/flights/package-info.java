/**
 * Real records for the samples: 20,000 flights within the United States in the first quarter of 2001 (see SOURCE.txt beside the data), as many more of
 * them as asked for, and their Avro encoding.
 */
@NullMarked
package io.anabranch.samples.flights;

import org.jspecify.annotations.NullMarked;

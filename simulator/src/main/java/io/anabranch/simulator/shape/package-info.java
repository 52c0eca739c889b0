/**
 * What members of an input may be: types, with the service's own texts for what is of another one, and constraints, with those for what breaks them.
 * An input that passed is an {@code Input}, which gives its members by name. Knows values as {@code .wire} reads them, and no operation.
 */
@NullMarked
package io.anabranch.simulator.shape;

import org.jspecify.annotations.NullMarked;

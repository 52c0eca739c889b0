/** Doubles that the tests of several rooms use: virtual time, a stream in memory, leases without a fleet. */
@NullMarked
package io.anabranch.kcl.fakes;

import org.jspecify.annotations.NullMarked;

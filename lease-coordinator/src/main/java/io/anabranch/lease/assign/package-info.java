/** The pure plan: who should hold what. No I/O, no clock, no chance: the same facts give the same plan. */
@NullMarked
package io.anabranch.lease.assign;

import org.jspecify.annotations.NullMarked;

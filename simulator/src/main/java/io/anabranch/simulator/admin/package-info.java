/**
 * What the port answers besides the service's protocol: the admin API under {@code /_anabranch/}, as a table of routes. Plain JSON; errors are
 * {@code {"error": "one line"}}.
 */
@NullMarked
package io.anabranch.simulator.admin;

import org.jspecify.annotations.NullMarked;
